"""Addresses of registration, badges and the door."""

from django.urls import URLPattern, path

from registration.api import congresses, registrations
from registration.api import scanner as scanner_api
from registration.web import (
    badge,
    delegation,
    door,
    holder,
    manage,
    mine,
    presenters,
    refunds,
    register,
    scanner,
    settings,
)

SETTINGS = "<slug:congress>/manage/settings/"
CATEGORIES = f"{SETTINGS}categories/"

pages: list[URLPattern] = [
    path("me/badge/<str:code>/badge.pdf", badge.badge, name="registration-badge"),
    path("me/link/", register.lost_link, name="registration-lost-link"),
    path("me/registrations/<str:code>/", mine.mine, name="registration-mine"),
    path("me/registrations/<str:code>/cancel/", mine.cancel_mine, name="registration-cancel"),
    path("me/delegations/<str:code>/", delegation.delegation, name="registration-delegation"),
    path("<slug:congress>/register/", register.choose, name="registration-register"),
    path(
        "<slug:congress>/register/presenter/<str:code>/<str:secret>/",
        presenters.register,
        name="registration-presenter",
    ),
    path("<slug:congress>/register/delegation/", delegation.open_one, name="registration-open-delegation"),
    path("<slug:congress>/manage/registrations/", manage.listing, name="registration-manage-list"),
    path("<slug:congress>/manage/registrations/<str:code>/proof/", manage.proof, name="registration-manage-proof"),
    path("<slug:congress>/manage/registrations/<str:code>/", manage.one, name="registration-manage-one"),
    path("<slug:congress>/manage/presenters/", presenters.presenters, name="registration-presenters"),
    path("<slug:congress>/manage/refunds/", refunds.refund_rules, name="registration-refunds"),
    path(f"{SETTINGS}registration/", settings.terms, name="registration-settings"),
    path(CATEGORIES, settings.categories, name="registration-categories"),
    path(f"{CATEGORIES}new/", settings.category, name="registration-category-new"),
    path(f"{CATEGORIES}<slug:code>/", settings.category, name="registration-category"),
    path(f"{CATEGORIES}<slug:code>/fees/", settings.category_fees, name="registration-category-fees"),
    path(f"{SETTINGS}extras/new/", settings.add_on, name="registration-add-on-new"),
    path(f"{SETTINGS}extras/<slug:code>/", settings.add_on, name="registration-add-on"),
    path(f"{SETTINGS}extras/<slug:code>/fees/", settings.add_on_fees, name="registration-add-on-fees"),
    path("<slug:congress>/manage/door/", door.board, name="registration-door"),
    path("<slug:congress>/manage/door/devices/", door.devices, name="registration-door-devices"),
    path(
        "<slug:congress>/manage/door/devices/<int:device>/revoke/", door.revoke_device, name="registration-door-revoke"
    ),
    path("<slug:congress>/manage/door/points/", door.points, name="registration-door-points"),
    path("<slug:congress>/manage/door/points/new/", door.point, name="registration-door-point-new"),
    path("<slug:congress>/manage/door/points/<slug:code>/", door.point, name="registration-door-point"),
]
api: list[URLPattern] = [
    path("congresses/", congresses.CongressList.as_view(), name="registration-api-congresses"),
    path("congresses/<slug:slug>/", congresses.CongressDetail.as_view(), name="registration-api-congress"),
    path(
        "congresses/<slug:slug>/registrations/", registrations.RegistrationList.as_view(), name="registration-api-list"
    ),
    path("registrations/<str:code>/", registrations.RegistrationDetail.as_view(), name="registration-api-detail"),
    path("scanner/devices/", scanner_api.Devices.as_view(), name="api-scanner-devices"),
    path("scanner/manifest/", scanner_api.Manifest.as_view(), name="api-scanner-manifest"),
    path("scanner/scans/", scanner_api.Scans.as_view(), name="api-scanner-scans"),
]
plain: list[URLPattern] = [
    path("r/<str:secret>/", holder.link, name="registration-link"),
    path("scan/", scanner.page, name="scanner"),
    path("scan/worker.js", scanner.service_worker, name="scanner-worker"),
    path("scan/decoder.js", scanner.decoder, name="scanner-decoder"),
    path("scan/words.json", scanner.words_file, name="scanner-words"),
    path("scan/manifest.webmanifest", scanner.manifest, name="scanner-manifest"),
]
