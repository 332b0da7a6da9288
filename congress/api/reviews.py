"""POST submissions/{code}/reviews/: a committee member's review."""

from typing import Any

from django.http import Http404
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common import clock
from common.api.idempotency import once
from common.api.schema import describe
from common.api.throttles import Limit
from congress.actions.review import save_review, submit_review
from congress.api.submissions import IDEMPOTENCY_KEY
from congress.enums import Part
from congress.models import Assignment, Review, Submission
from congress.permissions import readable_assignments
from congress.queries.rounds import begun, readings
from congress.rules.scoring import Opinion


class ReviewIn(serializers.Serializer[Any]):
    """Scores from 1 to 5 by criterion, two comments, a format; with `submit` false it stays a draft."""

    scores = serializers.DictField(child=serializers.IntegerField())
    comment_authors = serializers.CharField(required=False, allow_blank=True, default="")
    comment_committee = serializers.CharField(required=False, allow_blank=True, default="")
    recommended_format = serializers.SlugField(
        required=False, allow_blank=True, default="", help_text="The code of a format of the call."
    )
    confidence = serializers.IntegerField(
        required=False, allow_null=True, default=None, help_text="How sure the caller is, 1 to 5, where the call asks."
    )
    submit = serializers.BooleanField(required=False, default=True)


class ReviewOut(serializers.Serializer[Any]):
    submission = serializers.CharField(source="assignment.submission.code")
    state = serializers.CharField()
    scores = serializers.DictField(child=serializers.IntegerField())
    score = serializers.DecimalField(max_digits=5, decimal_places=3, allow_null=True)
    comment_authors = serializers.CharField()
    comment_committee = serializers.CharField()
    recommended_format = serializers.SlugField(source="recommended_format.code", default=None, allow_null=True)
    confidence = serializers.IntegerField(allow_null=True)
    round = serializers.IntegerField(source="assignment.round")
    updated_at = serializers.DateTimeField()


class Reviews(APIView):
    """The caller's review of one submission."""

    permission_classes = [IsAuthenticated]
    throttle_classes = [Limit.of("api")]

    @describe(operation_id="reviews_create", request=ReviewIn, responses={201: ReviewOut}, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, code: str) -> Response:
        """Hands in the review of a submission that is assigned to the caller, or keeps it as a draft."""
        assignment = _assignment(request, code)
        body = ReviewIn(data=request.data)
        body.is_valid(raise_exception=True)
        data = dict(body.validated_data)
        action = submit_review if data.pop("submit") else save_review
        opinion, by = Opinion(**data), request.user.as_actor()
        made, _fresh = once(request, lambda: action(assignment=assignment, opinion=opinion, by=by, now=clock.now()))
        review = Review.objects.select_related("assignment__submission", "recommended_format").get(pk=made.pk)
        return Response(ReviewOut(review).data, status=201)


def _assignment(request: Request, code: str) -> Assignment:
    """The caller's reading of a submission in the last round that has begun; else 404, as for what does not exist."""
    submission = Submission.objects.select_related("call__congress").filter(code=code).first()
    if submission is None or not submission.call.congress.uses(Part.CALL):
        raise Http404
    congress = submission.call.congress
    rows = readable_assignments(request.user, congress).filter(submission=submission)
    found = begun(readings(rows.select_related("submission__call"), congress, clock.now()))
    if not found:
        raise Http404
    return found[0].row
