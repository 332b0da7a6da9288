"""The organiser's own pages."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from common import fields
from congress.enums import Role
from congress.permissions import has_role
from congress.web.scope import public_congress


def page(request: HttpRequest, congress: str, page: str) -> HttpResponse:
    """One page of the congress; unpublished ones only for those who prepare it."""
    edition = public_congress(request, congress)
    row = edition.pages.filter(slug=page).first()
    if row is None or not (row.is_published or has_role(request.user, edition, Role.OWNER, Role.TRANSLATOR)):
        raise Http404
    texts = {lang: "yes" for lang, blocks in row.body.items() if blocks}
    lang = fields.language_of(texts)
    chosen = lang if lang in row.body else next(iter(texts), "")
    context = {"page": row, "blocks": row.body.get(chosen, []), "body_lang": chosen}
    return render(request, "congress/page.html", context)
