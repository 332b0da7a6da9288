"""Addresses of study visits."""

from django.urls import URLPattern, path

from visits.api import bookings, departures
from visits.web import manage, mine, public, settings

SETTINGS = "<slug:congress>/manage/settings/visits/"
SLOTS = f"{SETTINGS}<slug:visit>/slots/"

pages: list[URLPattern] = [
    path("me/visits/", mine.mine, name="visits-mine"),
    path("me/visits/<str:code>/cancel/", mine.cancel, name="visits-cancel"),
    path("<slug:congress>/visits/", public.listing, name="visits-list"),
    path("<slug:congress>/visits/<slug:visit>/", public.detail, name="visits-detail"),
    path(SETTINGS, settings.visits, name="visits-settings"),
    path(f"{SETTINGS}new/", settings.visit, name="visits-settings-new"),
    path(f"{SETTINGS}<slug:visit>/", settings.visit, name="visits-settings-visit"),
    path(f"{SLOTS}new/", settings.departure, name="visits-settings-departure-new"),
    path(f"{SLOTS}<slug:departure>/", settings.departure, name="visits-settings-departure"),
    path("<slug:congress>/manage/visits/", manage.listing, name="visits-manage"),
    path("<slug:congress>/manage/visits/<slug:departure>/", manage.one, name="visits-manage-one"),
    path("<slug:congress>/manage/visits/<slug:departure>/cancel/", manage.call_off, name="visits-manage-cancel"),
    path(
        "<slug:congress>/manage/visits/<slug:departure>/bookings/<str:booking>/cancel/",
        manage.cancel_one,
        name="visits-manage-cancel-booking",
    ),
]
api: list[URLPattern] = [
    path("congresses/<slug:slug>/departures/", departures.DepartureList.as_view(), name="visits-api-departures"),
    path("departures/<slug:code>/bookings/", bookings.BookingList.as_view(), name="visits-api-bookings"),
]
plain: list[URLPattern] = []
