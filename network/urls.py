"""Addresses of the network's cities."""

from django.urls import URLPattern, path

from network.web import cities, dues, importing

pages: list[URLPattern] = [
    path("network/cities.json", cities.city_finder, name="network-city-finder"),
    path("network/cities.csv", cities.city_csv, name="network-cities-csv"),
    path("network/cities/", cities.city_list, name="network-cities"),
    path("network/cities/new/", cities.city_new, name="network-city-new"),
    path("network/cities/import/", importing.upload, name="network-import"),
    path("network/cities/import/preview/", importing.preview, name="network-import-preview"),
    path("network/cities/import/discard/", importing.discard, name="network-import-discard"),
    path("network/cities/import/<int:pk>/", importing.outcome, name="network-import-job"),
    path("network/cities/import/template.csv", importing.template, name="network-import-template"),
    path("network/cities/<slug:slug>/", cities.city, name="network-city"),
    path("network/cities/<slug:slug>/edit/", cities.city_edit, name="network-city-edit"),
    path("network/cities/<slug:slug>/memberships/new/", cities.membership_new, name="network-membership-new"),
    path("network/cities/<slug:slug>/memberships/<int:pk>/", cities.membership_edit, name="network-membership"),
    path("network/cities/<slug:slug>/memberships/<int:pk>/dues/", dues.ask, name="network-dues-ask"),
    path("network/cities/<slug:slug>/memberships/<int:pk>/arrears/", dues.arrears, name="network-arrears"),
    path("network/cities/<slug:slug>/dues/<int:pk>/", dues.settle, name="network-dues"),
]
api: list[URLPattern] = []
plain: list[URLPattern] = []
