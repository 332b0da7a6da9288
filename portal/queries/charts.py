"""Charts of the dashboard that are also tables: people by category, country and language; interpretation."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from common import formats
from common.fields import pick
from congress.enums import Part
from congress.models import Congress
from programme.queries import figures
from registration.queries import lists

Row = dict[str, Any]


def charts(event: Congress, roles: frozenset[str]) -> list[dict[str, Any]]:
    """The charts that one's roles may see; a row leads to the list behind it where its reader may open that."""
    lists_open = bool(roles & {"owner", "registration", "auditor"})
    made: list[tuple[str, str, str, list[Row]]] = []
    people = _("People")
    if lists_open:
        made.append((_("Places held, by category"), _("Category"), people, _categories(event)))
        made.append((_("People by country (the first fifteen)"), _("Country"), people, _countries(event)))
    if lists_open or "interpreters" in roles:
        made.append((_("People by language of letters"), _("Language"), people, _languages(event, lists_open)))
    if roles & {"owner", "programme", "interpreters", "auditor"} and event.uses(Part.PROGRAMME):
        made.append((_("Sessions by language of interpretation"), _("Language"), _("Sessions"), _interpreted(event)))
    return [
        {
            "caption": caption,
            "head": head,
            "value_head": value_head,
            "rows": rows,
            "max": max((row["value"] for row in rows), default=1) or 1,
        }
        for caption, head, value_head, rows in made
        if rows
    ]


def _list(event: Congress) -> str:
    """The people who hold a place."""
    return f"{reverse('registration-manage-list', args=[event.slug])}?state=holding"


def _categories(event: Congress) -> list[Row]:
    return [
        {
            "label": pick(row["category"].name),
            "value": row["holding"],
            "url": f"{_list(event)}&category={row['category'].code}",
        }
        for row in lists.counts_by_category(event)
    ]


def _countries(event: Congress) -> list[Row]:
    return [
        {"label": formats.country(code), "value": number, "url": f"{_list(event)}&country={code}"}
        for code, number in lists.counts_by_country(event)[:15]
    ]


def _languages(event: Congress, is_list_open: bool) -> list[Row]:
    return [
        {
            "label": formats.language_name(code),
            "value": number,
            "url": f"{_list(event)}&language={code}" if is_list_open else "",
        }
        for code, number in lists.counts_by_language(event)
    ]


def _interpreted(event: Congress) -> list[Row]:
    url = reverse("programme-manage", args=[event.slug])
    return [
        {"label": formats.language_name(code), "value": number, "url": f"{url}?language={code}"}
        for code, number in figures.interpreted(event)
    ]
