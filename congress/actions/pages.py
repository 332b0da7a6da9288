"""Writing the organiser's pages: a draft that several people work on, published as a whole."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from common.actions import audit
from common.actors import Actor
from common.errors import Conflict, Invalid
from common.models import AuditEntry
from congress.actions.page_marks import mark_page
from congress.faults import PageFault
from congress.models import Congress, Page, PageRelease
from congress.queries.pages import Working, answers_of, around, pictures_of, published, working
from congress.rules.blocks import Block, filled, one_line, tidied
from congress.rules.page_faults import Found, unpublishable, unstorable
from congress.rules.page_kinds import PRIVACY
from congress.rules.slugs import is_free

# Automatic saves of one person in one language leave one line an hour.
QUIET = timedelta(hours=1)


class PageChanged(Conflict):
    code = "page_changed"
    message = _(
        "Somebody saved this text while you were writing. Nothing is lost: yours is still in the form, and theirs is "
        "shown beside it."
    )


class PageIncomplete(Invalid):
    code = "page_incomplete"
    message = _("The page cannot be published yet.")


class PageKept(Conflict):
    code = "page_kept"
    message = _(
        "This page cannot be removed: it is public, or people have agreed to what it says. It can be taken off the "
        "public pages."
    )


class PageSlugTaken(Conflict):
    code = "page_slug_taken"
    message = _("This word is taken: another page of this congress, or an address of ours, is called so.")


@dataclass(frozen=True, slots=True)
class Text:
    """A page in one language, as typed."""

    language: str
    title: str
    blocks: list[Block]


def make_page(
    *,
    congress: Congress,
    slug: str,
    title: Mapping[str, str],
    by: Actor,
    now: datetime,
    body: Mapping[str, list[Block]] | None = None,
) -> Page:
    """A new page as a draft, behind the others. Raises PageSlugTaken, Invalid without a title."""
    titles = {lang: text for lang, given in title.items() if (text := one_line(given))}
    if not titles:
        raise Invalid(fields={"title": [PageFault.TITLE_MISSING.label]})
    for text in titles.values():
        _check_storable(Text("", text, []))
    with transaction.atomic():
        held = Congress.objects.select_for_update().get(pk=congress.pk)
        if not is_free(slug, of_page=True) or Page.objects.filter(congress=held, slug=slug).exists():
            raise PageSlugTaken(fields={"slug": [PageSlugTaken.message]})
        last = Page.objects.filter(congress=held).aggregate(last=Max("position"))["last"]
        row = Page.objects.create(
            congress=held,
            slug=slug,
            title=titles,
            draft={"title": titles, "body": {lang: tidied(blocks) for lang, blocks in (body or {}).items()}},
            position=0 if last is None else last + 1,
            updated_at=now,
            updated_by=_who(by),
        )
        _audit(row, "page_made", by, now, {"languages": sorted(titles)})
        return row


def save_draft(
    *, page: Page, text: Text, version: int, by: Actor, now: datetime, is_automatic: bool = False, seen: str = ""
) -> Page:
    """Keeps one language of a page's draft. What visitors read does not change.

    `version` is the one that was read, `seen` the mark of the text as it then stood in this language: a save over a
    newer version goes through where nobody touched this language since. Raises PageChanged, Invalid. A repeat of the
    same text changes nothing.
    """
    with transaction.atomic():
        row = _locked(page)
        before = working(row)
        if row.version != version and before.mark(text.language) != seen:
            raise PageChanged(version=row.version)
        title, blocks = one_line(text.title), tidied(text.blocks)
        _check_storable(Text(text.language, title, blocks))
        after = _with(before, Text(text.language, title, blocks))
        if after == before:
            return row
        same = row.is_published and after == published(row)
        row.draft = {} if same else {"title": after.title, "body": after.body}
        _save(row, by, now, "draft")
        mark_page(page=row, before=before, after=after, language=text.language, now=now)
        if not (is_automatic and _told_lately(row, text.language, by, now)):
            _audit(row, "page_edited", by, now, {"languages": [text.language], "version": row.version})
        return row


def publish_page(*, page: Page, version: int, by: Actor, now: datetime) -> Page:
    """Moves the draft, in all its languages, to what visitors read. Raises PageChanged, PageIncomplete with `found`:
    {language: faults}. Publishing twice changes nothing."""
    with transaction.atomic():
        row = _locked(page)
        if row.version != version:
            raise PageChanged(version=row.version)
        text = working(row)
        _check_complete(row, text)
        if row.is_published and text == published(row):
            return row
        row.title, row.body = text.title, {lang: filled(text.body[lang]) for lang in text.languages()}
        row.draft, row.is_published = {}, True
        row.published_version = row.version + 1
        _save(row, by, now, "draft", "title", "body", "is_published", "published_version")
        PageRelease.objects.create(
            page=row, version=row.version, title=row.title, body=row.body, published_at=now, published_by=row.updated_by
        )
        _audit(row, "page_published", by, now, {"languages": sorted(row.body), "version": row.version})
        return row


def unpublish_page(*, page: Page, by: Actor, now: datetime) -> Page:
    """Takes a page off the public pages; its text stays as a draft. Harmless when repeated."""
    with transaction.atomic():
        row = _locked(page)
        if row.is_published:
            text = working(row)
            row.is_published, row.draft = False, {"title": text.title, "body": text.body}
            _save(row, by, now, "is_published", "draft")
            _audit(row, "page_unpublished", by, now, {"version": row.version})
        return row


def discard_draft(*, page: Page, by: Actor, now: datetime) -> Page:
    """Throws away what is being written, in all languages, back to what visitors read. Harmless when repeated."""
    with transaction.atomic():
        row = _locked(page)
        if row.is_published and row.draft:
            changed = _changed(working(row), published(row))
            row.draft = {}
            _save(row, by, now, "draft")
            _audit(row, "page_draft_discarded", by, now, {"languages": changed, "version": row.version})
        return row


def remove_page(*, page: Page, by: Actor, now: datetime) -> None:
    """Removes a page with its draft. Raises PageKept for a public one, and for a notice that people agreed to."""
    with transaction.atomic():
        row = _locked(page)
        if row.is_published or (row.slug == PRIVACY and row.published_version):
            raise PageKept()
        _audit(row, "page_removed", by, now, {"slug": row.slug})
        row.delete()


def arrange_pages(*, congress: Congress, order: Iterable[str], menu: Iterable[str], by: Actor, now: datetime) -> None:
    """Puts the pages in an order of slugs and those of `menu` into the menu; pages not named keep to the end."""
    with transaction.atomic():
        held = Congress.objects.select_for_update().get(pk=congress.pk)
        rows = list(Page.objects.select_for_update().filter(congress=held))
        places = {slug: n for n, slug in enumerate(order)}
        shown = frozenset(menu)
        before = [(row.slug, row.in_menu) for row in rows]
        rows.sort(key=lambda row: places.get(row.slug, len(places)))
        for n, row in enumerate(rows):
            row.position, row.in_menu = n, row.slug in shown
        if before != [(row.slug, row.in_menu) for row in rows]:
            Page.objects.bulk_update(rows, ["position", "in_menu"])
            after = {"order": [row.slug for row in rows], "menu": [row.slug for row in rows if row.in_menu]}
            audit.record(verb="pages_arranged", subject=held, by=by, now=now, scope=held.slug, after=after)


def _with(text: Working, new: Text) -> Working:
    title = {**text.title, new.language: new.title}
    body = {**text.body, new.language: new.blocks}
    return Working({lang: words for lang, words in title.items() if words}, {k: v for k, v in body.items() if v})


def _changed(one: Working, other: Working) -> list[str]:
    """The languages in which two versions differ."""
    languages = {*one.title, *one.body, *other.title, *other.body}
    return sorted(lang for lang in languages if one.mark(lang) != other.mark(lang))


def _locked(page: Page) -> Page:
    return Page.objects.select_for_update(of=("self",)).select_related("congress").get(pk=page.pk)


def _save(row: Page, by: Actor, now: datetime, *changed: str) -> None:
    row.version += 1
    row.updated_at, row.updated_by = now, _who(by)
    row.save(update_fields=["version", "updated_at", "updated_by", *changed])


def _who(by: Actor) -> str:
    return f"{by.kind}:{by.id}"[:90]


def sentence(found: Found) -> str:
    """A fault in words."""
    return str(PageFault(found.fault.code).label).format(**found.fault.params)


def _check_storable(text: Text) -> None:
    faults = unstorable(text.title, text.blocks)
    if faults:
        raise Invalid(
            fields={"title" if one.index is None else f"block {one.index}": [sentence(one)] for one in faults}
        )


def _check_complete(row: Page, text: Working) -> None:
    languages = text.languages()
    found = {}
    pictures, answers = pictures_of(row.congress), answers_of(row.congress)
    for language in languages:
        # Blocks in which nothing stands are left out on publishing: they lack nothing.
        blocks = [(n, block) for n, block in enumerate(text.body[language]) if filled([block])]
        about = around(language, pictures, answers)
        faults = unpublishable(text.title.get(language, ""), [block for _n, block in blocks], about)
        if faults:
            found[language] = [
                Found(one.fault, blocks[one.index][0] if one.index is not None else None, one.field) for one in faults
            ]
    if found or not languages:
        raise PageIncomplete(None if found else _("Nothing stands on this page yet."), found=found)


def _told_lately(row: Page, language: str, by: Actor, now: datetime) -> bool:
    last = AuditEntry.objects.filter(subject_kind="page", subject_id=str(row.pk)).order_by("-id").first()
    return (
        last is not None
        and (last.verb, last.actor_kind, last.actor_id) == ("page_edited", by.kind, by.id)
        and last.after.get("languages") == [language]
        and last.at > now - QUIET
    )


def _audit(row: Page, verb: str, by: Actor, now: datetime, after: dict[str, Any]) -> None:
    audit.record(verb=verb, subject=row, by=by, now=now, scope=row.congress.slug, after=after)
