"""Addresses of the programme and of every calendar feed."""

from django.urls import URLPattern, path

from programme import feeds
from programme.api import sessions
from programme.web import calendar, manage, programme

plain: list[URLPattern] = [
    path("feeds/calendar.ics", feeds.network, name="programme-feed-network"),
    path("feeds/personal/<str:token>.ics", feeds.personal, name="programme-feed-personal"),
    path("feeds/<slug:congress>/programme.ics", feeds.programme, name="programme-feed"),
    path("feeds/<slug:congress>/sessions/<slug:code>.ics", feeds.session, name="programme-feed-session"),
]
api: list[URLPattern] = [
    path("congresses/<slug:slug>/sessions/", sessions.SessionList.as_view(), name="programme-api-sessions"),
]
pages: list[URLPattern] = [
    path("me/calendar/<str:code>/", calendar.calendar, name="programme-calendar"),
    path("<slug:congress>/programme/", programme.programme, name="programme-programme"),
    path("<slug:congress>/sessions/<slug:code>/", programme.session, name="programme-session"),
    path("<slug:congress>/manage/programme/", manage.overview, name="programme-manage"),
    path("<slug:congress>/manage/programme/new/", manage.new, name="programme-manage-new"),
    path("<slug:congress>/manage/programme/<slug:code>/", manage.edit, name="programme-manage-session"),
]
