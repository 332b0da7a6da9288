"""Addresses of the ground floor: health, and the API's description."""

from django.urls import path

from common.web import docs, health

plain = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
]
api = [
    path("schema/", docs.schema, name="api-schema"),
    path("docs/", docs.reference, name="api-docs"),
]
pages: list = []
