"""Small things that HTML edges share."""

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from common.errors import DomainError


def form_error(form: forms.BaseForm, error: DomainError) -> None:
    """Puts a refusal on a bound form: beside its fields where it names them, else on top."""
    for name, texts in error.fields.items():
        target = name if name in form.fields else None
        for text in texts:
            form.add_error(target, str(text))
    if not error.fields:
        form.add_error(None, str(error))


def next_url(request: HttpRequest, default: str) -> str:
    """`?next=` if it is an address of ours, else the default."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    hosts = {request.get_host(), urlsplit(settings.PUBLIC_URL).netloc}
    return wanted if url_has_allowed_host_and_scheme(wanted, hosts) else default


def absolute(path: str) -> str:
    """A path as an address for letters and files."""
    return f"{settings.PUBLIC_URL}{path}"


def not_modified(request: HttpRequest, etag: str, changed_at: datetime) -> bool:
    """Whether the client's copy is still good (RFC 9110: If-None-Match wins over If-Modified-Since)."""
    tags = request.headers.get("If-None-Match")
    if tags is not None:
        return etag in [tag.strip().removeprefix("W/") for tag in tags.split(",")] or tags.strip() == "*"
    since = request.headers.get("If-Modified-Since")
    if not since:
        return False
    try:
        return changed_at.replace(microsecond=0) <= parsedate_to_datetime(since) + timedelta(0)
    except (TypeError, ValueError):
        return False
