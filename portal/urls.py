"""Addresses of the pages that gather from all rooms."""

from django.urls import URLPattern, path

from portal.web import brand, components, demo, home, manage, me

plain: list[URLPattern] = [
    path("", home.root, name="portal-root"),
    path("brand/<slug:congress>.<str:digest>.css", brand.stylesheet, name="portal-brand"),
    path("pictures/<slug:congress>/<str:kind>/<str:name>", brand.picture, name="portal-picture"),
    path("demo/", demo.doors, name="portal-demo"),
    path("demo/sign-in/<slug:persona>/", demo.sign_in, name="portal-demo-sign-in"),
    path("demo/outbox/", demo.outbox, name="portal-demo-outbox"),
    path("demo/outbox/<int:pk>/", demo.letter, name="portal-demo-letter"),
    path("demo/outbox/<int:pk>/files/<int:index>/", demo.attachment, name="portal-demo-attachment"),
]
api: list[URLPattern] = []
pages: list[URLPattern] = [
    path("", home.home, name="portal-home"),
    path("accessibility/", home.accessibility, name="portal-accessibility"),
    path("privacy/", home.privacy, name="portal-privacy"),
    path("components/", components.components, name="portal-components"),
    path("me/", me.me, name="portal-me"),
    path("<slug:congress>/", home.congress_home, name="portal-congress"),
    path("<slug:congress>/experiences/", home.experience_list, name="portal-experiences"),
    path("<slug:congress>/experiences/<str:code>/", home.experience, name="portal-experience"),
    path("<slug:congress>/manage/", manage.manage, name="portal-manage"),
    path("<slug:congress>/manage/letters/", manage.outbox, name="portal-outbox"),
    path("<slug:congress>/manage/letters/<int:pk>/", manage.letter, name="portal-letter"),
    path("<slug:congress>/manage/look/", manage.look, name="portal-look"),
    path("<slug:congress>/manage/audit/", manage.audit_trail, name="portal-audit"),
]
