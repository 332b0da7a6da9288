"""Every address, gathered from the apps: pages under a language, the API, and plain addresses."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

import accounts.urls
import common.urls
import congress.urls
import network.urls
import payments.urls
import portal.urls
import programme.urls
import registration.urls
import visits.urls

ROOMS = (
    common.urls,
    network.urls,
    accounts.urls,
    payments.urls,
    registration.urls,
    visits.urls,
    programme.urls,
    portal.urls,
    # The organiser's own pages take any remaining slug, so congress comes last.
    congress.urls,
)

api = [pattern for room in ROOMS for pattern in room.api]
urlpatterns = [
    *[pattern for room in ROOMS for pattern in room.plain],
    path("api/v1/", include(api)),
    *i18n_patterns(*[pattern for room in ROOMS for pattern in room.pages], prefix_default_language=True),
]

handler400 = "common.web.refusals.bad_request"
handler403 = "common.web.refusals.forbidden"
handler404 = "common.web.refusals.not_found"
handler500 = "common.web.refusals.server_error"
