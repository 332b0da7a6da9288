"""Addresses of study visits."""

from django.urls import URLPattern, path

from visits.api import bookings, departures

pages: list[URLPattern] = []
api: list[URLPattern] = [
    path("congresses/<slug:slug>/departures/", departures.DepartureList.as_view(), name="visits-api-departures"),
    path("departures/<slug:code>/bookings/", bookings.BookingList.as_view(), name="visits-api-bookings"),
]
plain: list[URLPattern] = []
