"""What machines read on the page of an experience: schema.org, as JSON-LD."""

import json
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.safestring import SafeString

from common.fields import pick
from common.web.page import absolute
from congress.models import Congress, Submission
from portal.queries.experiences import address_of

# Inside a script element only these could end it or begin another; a JSON parser reads them back.
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def described(row: Submission, presenters: list[str], lang: str) -> SafeString:
    """The body of a script element of type application/ld+json: a block of data, which no browser runs."""
    return SafeString(json.dumps(_work(row, presenters, lang), ensure_ascii=False).translate(_ESCAPES))


def _work(row: Submission, presenters: list[str], lang: str) -> dict[str, Any]:
    """https://schema.org/CreativeWork, in its original language, with its translations and its congress."""
    url = address_of(row, lang)
    city = {
        "@type": "Organization",
        "name": pick(row.organisation.name, lang),
        "address": {"@type": "PostalAddress", "addressCountry": row.organisation.country},
    }
    work: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "CreativeWork",
        "@id": url,
        "url": url,
        "identifier": row.code,
        **_texts(row, row.language),
        "author": [{"@type": "Person", "name": name, "affiliation": city} for name in presenters] or city,
        "sourceOrganization": city,
        "subjectOf": _event(row.call.congress, lang),
    }
    if row.axis:
        work["about"] = {"@type": "Thing", "name": pick(row.axis.name, lang)}
    if row.format:
        work["genre"] = pick(row.format.name, lang)
    languages = [code for code in row.summary if code != row.language]
    if languages:
        work["workTranslation"] = [{"@type": "CreativeWork", **_texts(row, code)} for code in sorted(languages)]
    return work


def _texts(row: Submission, code: str) -> dict[str, str]:
    texts = {"inLanguage": code, "name": row.title.get(code, ""), "abstract": row.summary.get(code, "")}
    return {name: text for name, text in texts.items() if text}


def _event(congress: Congress, lang: str) -> dict[str, Any]:
    with translation.override(lang):
        url = absolute(reverse("portal-congress", args=[congress.slug]))
    return {
        "@type": "Event",
        "name": pick(congress.name, lang),
        "startDate": congress.starts_on.isoformat(),
        "endDate": congress.ends_on.isoformat(),
        "location": {"@type": "Place", "name": pick(congress.venue, lang) or congress.address},
        "url": url,
    }
