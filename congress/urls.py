"""Addresses of calls, the committee, their management and the organiser's pages."""

from django.urls import URLPattern, path

from congress.api import reviews as reviews_api
from congress.api import submissions as submissions_api
from congress.web import (
    author,
    call,
    chair,
    committee,
    decision,
    form_builder,
    hosts,
    invitation,
    minutes,
    notes,
    page_editor,
    page_list,
    page_pictures,
    plan,
    publication,
    settings_calls,
    sharing,
    team,
)
from congress.web import pages as own_pages

CALL = "<slug:congress>/call/"
ONE = f"{CALL}<slug:call>/<slug:code>/"
COMMITTEE = "<slug:congress>/committee/"
MANAGE = "<slug:congress>/manage/call/"
TEAM = "<slug:congress>/manage/team/"
PLAN = "<slug:congress>/manage/plan/"
OWN = "<slug:congress>/manage/pages/"
SETTINGS = "<slug:congress>/manage/settings/"
SET_CALL = f"{SETTINGS}calls/<slug:call>/"
PICTURES = "<slug:congress>/manage/pictures/"
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
    path(f"{ONE}publication/", publication.publication, name="congress-submission-publication"),
    path(f"{ONE}withdraw/", author.withdrawal, name="congress-submission-withdraw"),
    path(f"{ONE}endorsement/", author.endorsement, name="congress-submission-endorsement"),
    path(f"{ONE}files/<slug:key>/", author.answer_file, name="congress-submission-file"),
    path("<slug:congress>/submissions/<slug:code>/", author.by_code, name="congress-submission"),
    path(COMMITTEE, committee.queue, name="congress-committee"),
    path(f"{COMMITTEE}<slug:code>/", committee.review, name="congress-review"),
    path(f"{COMMITTEE}<slug:code>/recuse/", committee.recusal, name="congress-recuse"),
    path(f"{COMMITTEE}<slug:code>/endorsement/", committee.endorsement, name="congress-review-endorsement"),
    path(f"{COMMITTEE}<slug:code>/files/<slug:key>/", committee.answer_file, name="congress-review-file"),
    path(MANAGE, chair.calls, name="congress-manage-call"),
    path(f"{MANAGE}<slug:call>/", chair.overview, name="congress-manage-call"),
    path(f"{MANAGE}<slug:call>/submissions/", chair.submissions, name="congress-manage-submissions"),
    path(f"{MANAGE}<slug:call>/assign/", sharing.overview, name="congress-manage-assign"),
    path(f"{MANAGE}<slug:call>/assign/plan/", sharing.proposal, name="congress-manage-assign-plan"),
    path(f"{MANAGE}<slug:call>/assign/plan/<slug:code>/", sharing.one, name="congress-manage-assign-plan-one"),
    path(f"{MANAGE}<slug:call>/release/", decision.releasing, name="congress-manage-release"),
    path(MANAGED, decision.submission, name="congress-manage-submission"),
    path(f"{MANAGED}endorsement/", decision.endorsement, name="congress-manage-endorsement"),
    path(f"{MANAGED}files/<slug:key>/", decision.answer_file, name="congress-manage-submission-file"),
    path(f"{MANAGED}readers/<int:assignment>/remove/", decision.unassignment, name="congress-manage-unassign"),
    path(f"{SETTINGS}hosts/", hosts.hosts, name="congress-settings-hosts"),
    path(f"{SETTINGS}hosts/new/", hosts.host, name="congress-settings-host-new"),
    path(f"{SETTINGS}hosts/<int:pk>/", hosts.host, name="congress-settings-host"),
    path(f"{SETTINGS}axes/", settings_calls.axes, name="congress-settings-axes"),
    path(f"{SETTINGS}axes/new/", settings_calls.axis, name="congress-settings-axis-new"),
    path(f"{SETTINGS}axes/<slug:code>/", settings_calls.axis, name="congress-settings-axis"),
    path(f"{SETTINGS}calls/", settings_calls.calls, name="congress-settings-calls"),
    path(f"{SETTINGS}calls/new/", settings_calls.call, name="congress-settings-call-new"),
    path(SET_CALL, settings_calls.call, name="congress-settings-call"),
    path(f"{SET_CALL}form/", form_builder.form, name="congress-settings-form"),
    path(f"{SET_CALL}form/new/", form_builder.question, name="congress-settings-form-question-new"),
    path(f"{SET_CALL}form/preview/", form_builder.preview, name="congress-settings-form-preview"),
    path(f"{SET_CALL}form/questions/<slug:code>/", form_builder.question, name="congress-settings-form-question"),
    path(f"{SET_CALL}formats/new/", settings_calls.format, name="congress-settings-format-new"),
    path(f"{SET_CALL}formats/<slug:code>/", settings_calls.format, name="congress-settings-format"),
    path(f"{SET_CALL}criteria/new/", settings_calls.criterion, name="congress-settings-criterion-new"),
    path(f"{SET_CALL}criteria/<slug:code>/", settings_calls.criterion, name="congress-settings-criterion"),
    path(TEAM, team.team, name="congress-team"),
    path(f"{TEAM}preview/", team.preview, name="congress-team-preview"),
    path(f"{TEAM}invitations/<int:pk>/", team.invitation_act, name="congress-team-invitation"),
    path(f"{TEAM}members/<int:pk>/", team.member_act, name="congress-team-member"),
    path("me/preview/end/", team.preview_end, name="congress-preview-end"),
    path("me/invitations/<int:pk>/", invitation.invitation, name="congress-invitation"),
    path(PLAN, plan.overview, name="congress-plan"),
    path(f"{PLAN}template/", plan.lay_out, name="congress-plan-template"),
    path(f"{PLAN}new/", plan.new, name="congress-plan-new"),
    path(f"{PLAN}minutes/", minutes.listing, name="congress-plan-minutes"),
    path(f"{PLAN}minutes/new/", minutes.minutes, name="congress-plan-minutes-new"),
    path(f"{PLAN}minutes/<int:pk>/", minutes.minutes, name="congress-plan-minutes-one"),
    path(f"{PLAN}notes/<int:pk>/", notes.note, name="congress-plan-note"),
    path(f"{PLAN}notes/<int:pk>/remove/", notes.removal, name="congress-plan-note-remove"),
    path(f"{PLAN}notes/<int:pk>/attachment/", notes.attachment, name="congress-plan-attachment"),
    path(f"{PLAN}milestones/<slug:code>/", plan.milestone, name="congress-plan-milestone"),
    path(f"{PLAN}milestones/<slug:code>/edit/", plan.edit, name="congress-plan-edit"),
    path(OWN, page_list.pages, name="congress-manage-pages"),
    path(f"{OWN}new/", page_list.new, name="congress-manage-page-new"),
    path(f"{OWN}<slug:page>/", page_editor.edit, name="congress-manage-page"),
    path(f"{OWN}<slug:page>/preview/", page_list.preview, name="congress-manage-page-preview"),
    path(f"{OWN}<slug:page>/history/", page_list.history, name="congress-manage-page-history"),
    *[
        path(f"{OWN}<slug:page>/{verb}/", page_list.ending, {"verb": verb}, name=f"congress-manage-page-{verb}")
        for verb in ("discard", "unpublish", "remove")
    ],
    path(PICTURES, page_pictures.pictures, name="congress-manage-pictures"),
    path(f"{PICTURES}<slug:name>/", page_pictures.picture, name="congress-manage-picture"),
    # Takes any remaining word of a congress, so nothing may follow it.
    path("<slug:congress>/<slug:page>/", own_pages.page, name="congress-page"),
]
api: list[URLPattern] = [
    path("congresses/<slug:slug>/submissions/", submissions_api.Submissions.as_view(), name="api-submissions"),
    path("submissions/<slug:code>/reviews/", reviews_api.Reviews.as_view(), name="api-reviews"),
]
plain: list[URLPattern] = [
    path("t/<str:secret>/", invitation.link, name="congress-invitation-link"),
]
