"""POST and GET congresses/{slug}/submissions/: an author's own submissions."""

from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common import clock
from common.api.idempotency import once
from common.api.pagination import Pages
from common.api.schema import describe
from common.api.throttles import Limit
from common.errors import Invalid
from congress.actions.content import PRESENTED
from congress.actions.submission import start_draft, submit
from congress.enums import Gender, Part
from congress.models import Call, Congress, Submission
from congress.permissions import check_writable, roles_of
from congress.queries.submission import organisations_of, own_submissions
from congress.rules.content import MOST_PRESENTERS, Content, Presenter
from network.models import Organisation
from questions.api.answers import HELP, with_files

IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key", OpenApiTypes.STR, OpenApiParameter.HEADER, description="16 to 64 characters, kept 24 hours."
)


class PresenterIn(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=160)
    email = serializers.EmailField(required=False, allow_blank=True, max_length=160)
    role = serializers.CharField(required=False, allow_blank=True, max_length=160)
    gender = serializers.ChoiceField(
        choices=Gender.choices, required=False, allow_blank=True, help_text="Optional; used in sums only."
    )
    is_young = serializers.BooleanField(
        required=False, allow_null=True, help_text="Under thirty; optional, used in sums only."
    )
    is_minor = serializers.BooleanField(required=False, default=False)
    guardian_name = serializers.CharField(required=False, allow_blank=True, max_length=160)
    guardian_email = serializers.EmailField(
        required=False, allow_blank=True, max_length=160, help_text="Who is asked for consent; needed for a minor."
    )


class SubmissionIn(serializers.Serializer[Any]):
    """A submission; with `submit` false only a draft is made."""

    call = serializers.SlugField(required=False, help_text="The call's code; the only open one if left out.")
    city = serializers.SlugField(required=False, help_text="The organisation's code; the author's own if left out.")
    language = serializers.CharField(max_length=8)
    title = serializers.DictField(child=serializers.CharField(allow_blank=True))
    summary = serializers.DictField(child=serializers.CharField(allow_blank=True), required=False)
    axis = serializers.SlugField(required=False, allow_blank=True)
    format = serializers.SlugField(required=False, allow_blank=True)
    answers = serializers.DictField(required=False, help_text=HELP)
    co_presenters = PresenterIn(many=True, required=False, max_length=MOST_PRESENTERS)
    author_gender = serializers.ChoiceField(
        choices=Gender.choices, required=False, allow_blank=True, help_text="Optional; used in sums only."
    )
    author_is_young = serializers.BooleanField(
        required=False, allow_null=True, help_text="Under thirty; optional, used in sums only."
    )
    may_publish = serializers.BooleanField(required=False, default=False)
    submit = serializers.BooleanField(required=False, default=True)


class SubmissionOut(serializers.Serializer[Any]):
    code = serializers.CharField()
    call = serializers.SlugField(source="call.code")
    state = serializers.CharField()
    version = serializers.IntegerField()
    city = serializers.SlugField(source="organisation.slug")
    axis = serializers.SlugField(source="axis.code", default=None, allow_null=True)
    format = serializers.SlugField(source="format.code", default=None, allow_null=True)
    language = serializers.CharField()
    title = serializers.DictField(child=serializers.CharField())
    summary = serializers.DictField(child=serializers.CharField())
    answers = serializers.DictField(source="answer_set.answers", default=dict, help_text="As kept; a file by its key.")
    submitted_at = serializers.DateTimeField(allow_null=True)
    updated_at = serializers.DateTimeField()


class SubmissionPage(serializers.Serializer[Any]):
    results = SubmissionOut(many=True)
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)


class Submissions(APIView):
    """One's own submissions to a congress."""

    permission_classes = [IsAuthenticated]
    throttle_classes = [Limit.of("api")]

    @describe(operation_id="submissions_list", responses=SubmissionPage)
    def get(self, request: Request, slug: str) -> Response:
        """Lists the submissions that the caller has written, in every state."""
        congress = _visible(request, slug)
        rows = own_submissions(request.user).filter(call__congress=congress).select_related("answer_set").order_by("id")
        pages = Pages()
        page = pages.paginate_queryset(rows, request, view=self)
        return pages.get_paginated_response(SubmissionOut(page, many=True).data)

    @describe(
        operation_id="submissions_create",
        request=SubmissionIn,
        responses={201: SubmissionOut},
        parameters=[IDEMPOTENCY_KEY],
    )
    def post(self, request: Request, slug: str) -> Response:
        """Hands in an experience, or keeps it as a draft."""
        congress = _visible(request, slug)
        body = SubmissionIn(data=request.data)
        body.is_valid(raise_exception=True)
        data = body.validated_data
        call = _call(congress, data.get("call"))
        organisation = _organisation(request.user.person, data.get("city"))
        made, _fresh = once(request, lambda: _make(request.user, call, organisation, data))
        row = own_submissions(request.user).select_related("answer_set").get(pk=made.pk)
        return Response(SubmissionOut(row).data, status=201)


def _visible(request: Request, slug: str) -> Congress:
    congress = Congress.objects.filter(slug=slug).first()
    if congress is None or not congress.uses(Part.CALL):
        raise Http404
    if not (congress.is_open_to_public(clock.now()) or roles_of(request.user, congress)):
        raise Http404
    check_writable(request._request, congress)
    return congress


def _make(user: Any, call: Call, organisation: Organisation, data: dict[str, Any]) -> Submission:
    now, by = clock.now(), user.as_actor()
    content = Content(
        language=data["language"],
        title=data["title"],
        summary=data.get("summary", {}),
        axis=data.get("axis", ""),
        format=data.get("format", ""),
        answers=with_files(call.form, data.get("answers", {})),
        co_presenters=tuple(
            Presenter(**{name: p[name] for name in PRESENTED if name in p}) for p in data.get("co_presenters", [])
        ),
        author_gender=data.get("author_gender", ""),
        author_is_young=data.get("author_is_young"),
        may_publish=data["may_publish"],
    )
    draft = start_draft(call=call, author=user.person, organisation=organisation, content=content, by=by, now=now)
    if not data["submit"]:
        return draft
    return submit(submission=draft, version=draft.version, content=content, by=by, now=now)


def _call(congress: Congress, code: str | None) -> Call:
    rows = list(congress.calls.select_related("congress", "form"))
    if code is not None:
        rows = [row for row in rows if row.code == code]
        if not rows:
            raise Invalid(fields={"call": [_("This congress has no such call.")]})
        return rows[0]
    if not rows:
        raise Http404
    now = clock.now()
    live = [row for row in rows if row.place(now) == "open"]
    if len(live) > 1:
        raise Invalid(fields={"call": [_("Several calls are open: please name one.")]})
    return (live or rows)[0]


def _organisation(person: Any, slug: str | None) -> Organisation:
    if slug is None and person.organisation is not None:
        return person.organisation
    found = organisations_of(person, clock.now().date()).filter(slug=slug).first() if slug else None
    if found is None:
        raise Invalid(fields={"city": [_("Name an organisation that you belong to or speak for.")]})
    return found
