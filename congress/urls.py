"""Addresses of calls, the committee, their management and the organiser's pages."""

from django.urls import URLPattern, path

from congress.api import reviews as reviews_api
from congress.api import submissions as submissions_api
from congress.web import author, call, chair, committee, decision
from congress.web import pages as own_pages

CALL = "<slug:congress>/call/"
ONE = f"{CALL}<slug:call>/<slug:code>/"
COMMITTEE = "<slug:congress>/committee/"
MANAGE = "<slug:congress>/manage/call/"
MANAGED = f"{MANAGE}<slug:call>/submissions/<slug:code>/"

# One name for a list and for one of its items: the arguments tell them apart.
pages: list[URLPattern] = [
    path(CALL, call.calls, name="congress-call"),
    path(f"{CALL}<slug:call>/", call.call, name="congress-call"),
    path(f"{CALL}<slug:call>/new/", call.new, name="congress-submission-new"),
    path(ONE, author.submission, name="congress-submission"),
    path(f"{ONE}edit/", author.edit, name="congress-submission-edit"),
    path(f"{ONE}autosave/", author.autosave, name="congress-submission-autosave"),
    path(f"{ONE}versions/", author.versions, name="congress-submission-versions"),
    path(f"{ONE}withdraw/", author.withdrawal, name="congress-submission-withdraw"),
    path(f"{ONE}endorsement/", author.endorsement, name="congress-submission-endorsement"),
    path("<slug:congress>/submissions/<slug:code>/", author.by_code, name="congress-submission"),
    path(COMMITTEE, committee.queue, name="congress-committee"),
    path(f"{COMMITTEE}<slug:code>/", committee.review, name="congress-review"),
    path(f"{COMMITTEE}<slug:code>/recuse/", committee.recusal, name="congress-recuse"),
    path(f"{COMMITTEE}<slug:code>/endorsement/", committee.endorsement, name="congress-review-endorsement"),
    path(MANAGE, chair.calls, name="congress-manage-call"),
    path(f"{MANAGE}<slug:call>/", chair.overview, name="congress-manage-call"),
    path(f"{MANAGE}<slug:call>/submissions/", chair.submissions, name="congress-manage-submissions"),
    path(f"{MANAGE}<slug:call>/assign/", decision.evenly, name="congress-manage-assign"),
    path(f"{MANAGE}<slug:call>/release/", decision.releasing, name="congress-manage-release"),
    path(MANAGED, decision.submission, name="congress-manage-submission"),
    path(f"{MANAGED}endorsement/", decision.endorsement, name="congress-manage-endorsement"),
    path(f"{MANAGED}readers/<int:assignment>/remove/", decision.unassignment, name="congress-manage-unassign"),
    # Takes any remaining word of a congress, so nothing may follow it.
    path("<slug:congress>/<slug:page>/", own_pages.page, name="congress-page"),
]
api: list[URLPattern] = [
    path("congresses/<slug:slug>/submissions/", submissions_api.Submissions.as_view(), name="api-submissions"),
    path("submissions/<slug:code>/reviews/", reviews_api.Reviews.as_view(), name="api-reviews"),
]
plain: list[URLPattern] = []
