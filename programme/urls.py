"""Addresses of the programme and of every calendar feed."""

from django.urls import URLPattern, path

from programme import feeds
from programme.api import sessions
from programme.web import calendar, certificates, manage, programme, rooms, signatory

plain: list[URLPattern] = [
    path("feeds/calendar.ics", feeds.network, name="programme-feed-network"),
    path("feeds/personal/<str:token>.ics", feeds.personal, name="programme-feed-personal"),
    path("feeds/plan/<str:token>.ics", feeds.plan, name="programme-feed-plan"),
    path("feeds/<slug:congress>/programme.ics", feeds.programme, name="programme-feed"),
    path("feeds/<slug:congress>/sessions/<slug:code>.ics", feeds.session, name="programme-feed-session"),
]
api: list[URLPattern] = [
    path("congresses/<slug:slug>/sessions/", sessions.SessionList.as_view(), name="programme-api-sessions"),
]
pages: list[URLPattern] = [
    path("certificates/", certificates.ask, name="programme-certificate-ask"),
    path("certificates/<str:code>/", certificates.verify, name="programme-certificate-verify"),
    path("me/certificates/<str:code>/certificate.pdf", certificates.mine, name="programme-certificate"),
    path("<slug:congress>/manage/certificates/", certificates.manage, name="programme-certificates"),
    path("<slug:congress>/manage/certificates/signatory/", signatory.signatory, name="programme-signatory"),
    path("<slug:congress>/manage/certificates/<str:code>.pdf", certificates.one, name="programme-certificate-one"),
    path("me/calendar/<str:code>/", calendar.calendar, name="programme-calendar"),
    path("<slug:congress>/programme/", programme.programme, name="programme-programme"),
    path("<slug:congress>/sessions/<slug:code>/", programme.session, name="programme-session"),
    path("<slug:congress>/manage/plan/calendar/", calendar.plan_calendar, name="programme-plan-calendar"),
    path("<slug:congress>/manage/settings/rooms/", rooms.rooms, name="programme-rooms"),
    path("<slug:congress>/manage/settings/rooms/new/", rooms.room, name="programme-room-new"),
    path("<slug:congress>/manage/settings/rooms/<slug:code>/", rooms.room, name="programme-room"),
    path("<slug:congress>/manage/programme/", manage.overview, name="programme-manage"),
    path("<slug:congress>/manage/programme/new/", manage.new, name="programme-manage-new"),
    path("<slug:congress>/manage/programme/<slug:code>/", manage.edit, name="programme-manage-session"),
]
