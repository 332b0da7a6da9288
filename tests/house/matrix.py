"""Who may open which address. Every named address has a line here; one without a line fails test_permissions.

`may` names the people of this congress (tests/house/scene.py) to whom an address opens; everybody else, the same
role of another congress included, is told that it does not exist, or is sent to sign in where nobody signed in.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from congress.enums import Role

HIDDEN = frozenset({404})
SIGN_IN = frozenset({"sign in"})
UNKNOWN = frozenset({401})
OPENS = frozenset({200, 302})
MADE = frozenset({200, 201, 302, 400, 409, 422})  # let in; what it does with an incomplete form is not the matter
EVERYBODY = frozenset({"*"})
ANYONE_SIGNED_IN = frozenset({"* signed in"})
NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Post:
    """What a form sends, `{fact}` filled in, and who may send it."""

    may: frozenset[str]
    data: Mapping[str, str] = field(default_factory=dict)
    refused: frozenset[Any] = HIDDEN
    done: frozenset[int] = MADE


@dataclass(frozen=True)
class Line:
    """One address: its arguments as facts of the scene, who may read it, who may write."""

    name: str
    args: Mapping[str, str]
    may: frozenset[str]
    opens: frozenset[int] = OPENS
    stranger: frozenset[Any] = HIDDEN  # what somebody signed out gets
    refused: frozenset[Any] = HIDDEN
    post: Post | None = None
    reads: bool = True  # False: answers POST only
    is_crossed: bool = True  # False: its arguments name no object of a congress
    draft: str = "team"  # of a congress in preparation: open to its "team", to "nobody", or "as ever"
    json: bool = False


LINES: list[Line] = []


def line(name: str, args: str, may: frozenset[str], **kw: Any) -> None:
    """`args`: "congress code=submission" reads argument `congress` from that fact, `code` from `submission`.

    What the auditor of a congress may read, the network's secretariat may read as well.
    """
    if "auditor" in may:
        may |= {"secretariat"}
    pairs = (word.partition("=") for word in args.split())
    LINES.append(Line(name, {left: right or left for left, _sign, right in pairs}, may, **kw))


def who(*names: str) -> frozenset[str]:
    return frozenset(names)


def posts(*names: str, **data: str) -> Post:
    return Post(who(*names), data)


def public(name: str, args: str = "", **kw: Any) -> None:
    line(name, args, EVERYBODY, **kw)


def own(name: str, args: str = "", **kw: Any) -> None:
    """For anybody who has signed in."""
    line(name, args, ANYONE_SIGNED_IN, stranger=SIGN_IN, **kw)


def asked(name: str, args: str, may: frozenset[str], **kw: Any) -> None:
    """Hidden, but whoever is signed out is asked to sign in first."""
    post = kw.pop("post", None)
    if post is not None:
        post = replace(post, refused=post.refused | SIGN_IN)
    line(name, args, may, stranger=SIGN_IN, post=post, **kw)


# --- ground floor -------------------------------------------------------------------------------
public("healthz")
public("readyz", opens=frozenset({200, 503}))
line("metrics", "", NOBODY)
public("api-schema")
public("api-docs")
for name in ("scanner", "scanner-worker", "scanner-decoder", "scanner-words", "scanner-manifest"):
    public(name)
public("portal-root")
for name in ("portal-demo", "portal-demo-outbox"):
    line(name, "", NOBODY)
line("portal-demo-sign-in", "persona=congress", NOBODY, is_crossed=False)
line("portal-demo-letter", "pk=letter", NOBODY)
line("portal-demo-attachment", "pk=letter index=one", NOBODY)

# --- the network --------------------------------------------------------------------------------
SECRETARIAT = who("secretariat")
COORDINATORS = who("secretariat", "coordinator", "coordinator there")
public("network-city-finder")
asked("network-cities", "", COORDINATORS)
asked("network-cities-csv", "", COORDINATORS)
asked("network-city", "slug=city", who("secretariat", "coordinator"))
KEEPS = posts("secretariat")
asked("network-city-new", "", SECRETARIAT, post=KEEPS)
asked("network-city-edit", "slug=city", SECRETARIAT, post=KEEPS)
asked("network-membership-new", "slug=city", SECRETARIAT, post=KEEPS)
asked("network-membership", "slug=city pk=membership", SECRETARIAT, post=KEEPS)
asked("network-dues-ask", "slug=city pk=membership", SECRETARIAT, post=KEEPS)
asked("network-arrears", "slug=city pk=membership", SECRETARIAT, reads=False, post=KEEPS)
asked("network-dues", "slug=city pk=dues", SECRETARIAT, reads=False, post=posts("secretariat", verb="confirm"))
asked("network-import", "", SECRETARIAT, post=KEEPS)
asked("network-import-preview", "", SECRETARIAT, post=KEEPS)
asked("network-import-discard", "", SECRETARIAT, reads=False, post=KEEPS)
asked("network-import-template", "", SECRETARIAT)
asked("network-import-job", "pk=table", SECRETARIAT)
asked("portal-congresses", "", COORDINATORS | who("owner", "owner there", "every role there"))
SETS_UP = posts("secretariat", "coordinator", "coordinator there", template="meeting")
asked("portal-congress-new", "", COORDINATORS, post=SETS_UP)
asked("portal-congress-new-step", "step=wizard_step", COORDINATORS, post=SETS_UP)
line("portal-start", "", NOBODY)
asked("portal-import", "", SECRETARIAT, post=KEEPS)
asked("portal-import-preview", "", SECRETARIAT, post=KEEPS)
asked("portal-import-discard", "", SECRETARIAT, reads=False, post=KEEPS)
asked("portal-import-job", "pk=edition_file", SECRETARIAT)
asked("accounts-people", "", SECRETARIAT)
asked("accounts-people-grant", "", SECRETARIAT, post=KEEPS)
asked("accounts-people-liaison", "", SECRETARIAT, post=KEEPS)
asked("accounts-people-withdraw", "pk=network_role", SECRETARIAT, post=KEEPS)
asked("accounts-people-liaison-confirm", "pk=liaison", SECRETARIAT, reads=False, post=KEEPS)
asked("accounts-people-liaison-decline", "pk=liaison", SECRETARIAT, post=posts("secretariat", reason="Unknown."))
asked("accounts-people-liaison-end", "pk=liaison", SECRETARIAT, post=KEEPS)

asked("portal-network", "", COORDINATORS)
CLUSTERS = COORDINATORS | {"liaison", "liaison there"}
asked("accounts-clusters", "", CLUSTERS)
asked("accounts-cluster", "code=cluster", CLUSTERS)
asked("accounts-cluster-new", "", SECRETARIAT, post=KEEPS)
asked("accounts-cluster-edit", "code=cluster", SECRETARIAT, post=KEEPS)
asked("accounts-cluster-seat", "code=cluster", SECRETARIAT, post=KEEPS)
asked("accounts-cluster-seat-end", "code=cluster pk=seat", SECRETARIAT, post=KEEPS)
SPEAKS = who("liaison")
own("accounts-city-claim", post=Post(ANYONE_SIGNED_IN, {"city": "nowhere"}, SIGN_IN))
asked("accounts-city-leave", "pk=own_liaison", SPEAKS, post=posts("liaison"))
asked("portal-city", "slug=city", SPEAKS | SECRETARIAT)
asked("portal-city-propose", "slug=city", SPEAKS, post=posts("liaison"))
asked("portal-city-dues", "slug=city pk=dues", SPEAKS, post=posts("liaison", reference="A-1"))
asked("portal-city-identity", "slug=city", SPEAKS, post=posts("liaison", legal_name="City Council"))

# --- one's own sign-in --------------------------------------------------------------------------
AWAY = frozenset({200, 302, "sign in"})  # where there is nothing to do, on to the sign-in
for name in ("accounts-sign-in", "account_login", "accounts-sign-in-code", "accounts-sign-in-password"):
    public(name, opens=AWAY)
for name in ("accounts-sign-out", "account_logout", "mfa_authenticate", "mfa_login_webauthn"):
    public(name, opens=AWAY)
for name in ("accounts-profile", "accounts-tokens", "accounts-security", "accounts-password", "accounts-second-factor"):
    own(name)
asked("accounts-token-revoke", "pk=token", who("plain"), reads=False, post=posts("plain"))
FACTORS = ("activate_totp", "list_webauthn", "add_webauthn", "reauthenticate", "reauthenticate_webauthn")
LACKING = frozenset({200, 302, 403, 404})  # of one's own there is none yet to show, or to show oneself with
own("account_reauthenticate", opens=LACKING)
for name in ("accounts-security-factors", "mfa_index"):  # one address, that leads on to the security page
    public(name)
for name in (*FACTORS, "deactivate_totp", "view_recovery_codes", "generate_recovery_codes", "download_recovery_codes"):
    own(f"mfa_{name}", opens=LACKING)
for name in ("mfa_remove_webauthn", "mfa_edit_webauthn"):
    asked(name, "pk=passkey", who("passkey holder"))

# --- money --------------------------------------------------------------------------------------
PAYER, SHELF, TILL = who("payer"), who("owner", "treasurer", "auditor"), ("owner", "treasurer")
public("payments-link", "secret=pay_link")
line("payments-webhook", "entity", EVERYBODY, reads=False, post=Post(EVERYBODY), is_crossed=False)
line("payments-pay", "code=order", PAYER)
line("payments-return", "code=order", PAYER)
line("payments-transfer-qr", "code=order", PAYER)
CARD = replace(posts("payer"), done=frozenset({503}))  # no card provider answers the tests
line("payments-card", "code=order", PAYER, reads=False, post=CARD)
line("payments-transfer", "code=order", PAYER, reads=False, post=posts("payer"))
asked("payments-orders", "book", SHELF)
asked("payments-exceptions", "book", SHELF)
asked("payments-exception", "book exception", who(*TILL), post=posts(*TILL))
asked("payments-order", "book code=order", SHELF, post=posts(*TILL))
asked("payments-refund-sent", "book code=order refund", who(*TILL), reads=False, post=posts(*TILL))

# --- people of a congress -----------------------------------------------------------------------
HOLDERS = ("holder", "participant", "claimant")
PROVEN = ("holder", "participant")
HEADS = ("head", "head with an account")
public("registration-link", "secret=link")
public("registration-lost-link")
public("registration-presenter", "congress code=told_paper secret=presenter_secret")
public("portal-me")
public("visits-mine")
asked("registration-mine", "code=registration", who(*HOLDERS), post=posts(*HOLDERS))
asked("registration-cancel", "code=registration", who(*HOLDERS), post=posts(*HOLDERS))
asked("registration-badge", "code=registration", who(*HOLDERS))
asked("programme-certificate", "code=registration", who(*HOLDERS))
asked("registration-delegation", "code=delegation", who(*HEADS), post=posts(*HEADS))
asked("visits-cancel", "code=booking", who(*HOLDERS), post=posts(*HOLDERS))
asked("programme-calendar", "code=registration", who(*HOLDERS), post=posts(*PROVEN))
public("programme-feed-personal", "token=feed")

# --- what a congress shows ----------------------------------------------------------------------
for name in ("portal-home", "portal-accessibility", "portal-privacy", "portal-components"):
    public(name)
for name in ("portal-congress", "portal-experiences", "programme-programme", "visits-list", "congress-call"):
    public(name, "congress")
for name in ("registration-register", "registration-open-delegation"):
    public(name, "congress")
public("portal-experience", "congress code=experience")
public("portal-experience-file", "congress code=experience key=told_file")
public("portal-bank")
for name in ("portal-bank-csv", "portal-bank-json"):
    public(name)
for name in ("portal-experiences-csv", "portal-experiences-json"):
    public(name, "congress", draft="nobody")
public("portal-book", "congress", post=Post(EVERYBODY))
public("portal-book-file", "congress")
public("programme-session", "congress code=session")
public("congress-call", "congress call")
public("congress-page", "congress page")
public(
    "visits-detail",
    "congress visit",
    post=Post(who(*HOLDERS), {"departure": "{departure}", "registration": "{registration}"}, frozenset({403})),
)
public("portal-brand", "congress digest", is_crossed=False)
public("portal-picture", "congress kind=picture_kind name=picture", is_crossed=False)
public("programme-feed-network")
public("programme-feed", "congress", draft="nobody")
public("programme-feed-session", "congress code=session", draft="nobody")

# --- authors and the committee ------------------------------------------------------------------
AUTHOR = who("author")
own("congress-submission-new", "congress call")
own("congress-late", "congress call", post=Post(ANYONE_SIGNED_IN, {"secret": "late_nothing"}, SIGN_IN))
asked("congress-call-city", "congress call city", who("liaison"), post=posts("liaison"))
own("congress-submission-copy", "congress call")
public("congress-presenter", "congress pk=presenter secret=answer_secret")
asked("congress-submission", "congress call code=submission", AUTHOR)
asked("congress-submission", "congress code=submission", AUTHOR)
asked("congress-submission-edit", "congress call code=submission", AUTHOR, post=posts("author"))
asked("congress-submission-autosave", "congress call code=submission", AUTHOR, reads=False, post=posts("author"))
asked("congress-submission-versions", "congress call code=submission", AUTHOR)
asked("congress-submission-withdraw", "congress call code=submission", AUTHOR, post=posts("author"))
asked("congress-submission-place", "congress call code=submission", AUTHOR, post=posts("author"))
asked("congress-submission-publication", "congress call code=submission", AUTHOR, post=posts("author"))
asked("congress-submission-endorsement", "congress call code=submission", AUTHOR)
asked("congress-submission-file", "congress call code=submission key=answer_file", AUTHOR)
READER, JUDGES = who("reader"), ("chair", "deputy")
BIDDERS = who("reader", "unassigned")
SEATS = who("committee", "reader", "unassigned", "reader of the city", "chair of the city", *JUDGES)
asked("congress-committee", "congress", SEATS)
PROFILED = who("reader", "unassigned", "reader of the city", "chair of the city")
asked("congress-committee-profile", "congress", PROFILED, post=posts(*sorted(PROFILED)))
asked("congress-declare", "congress code=submission", BIDDERS, post=posts(*sorted(BIDDERS)))
asked("congress-review", "congress code=submission", READER, post=posts("reader", action="submit"))
asked("congress-recuse", "congress code=submission", READER, post=posts("reader"))
asked("congress-review-endorsement", "congress code=submission", READER)
asked("congress-review-file", "congress code=submission key=answer_file", READER)
asked("congress-reading-set", "congress", READER)
asked("congress-bids", "congress call", who("reader", "unassigned", "reader of the city", "chair of the city"),
      post=posts("reader", "unassigned", "reader of the city", "chair of the city"))  # fmt: skip
asked("congress-score-sheet", "congress call", READER, post=posts("reader"))
asked("congress-score-sheet-file", "congress call", READER)
asked("congress-review-autosave", "congress code=submission", READER, reads=False, post=posts("reader"))
asked("congress-discussion", "congress code=submission", READER, reads=False, post=posts("reader"))
CALL = who("owner", "auditor", "chair of the city", *JUDGES)
# The chair of the author's own city sees that there is a call, and nothing of that submission.
WORK = who("owner", "auditor", *JUDGES)
asked("congress-manage-call", "congress", CALL)
asked("congress-manage-call", "congress call", CALL)
asked("congress-manage-submissions", "congress call", CALL)
LATE = ("owner", *JUDGES, "chair of the city")
asked("congress-manage-late", "congress call", who(*LATE), post=posts(*LATE))
for name in ("congress-manage-assign", "congress-manage-release"):
    both = (*JUDGES, "chair of the city")
    asked(name, "congress call", who(*both), post=posts(*both))
LEADS = who(*JUDGES, "chair of the city")
asked("congress-manage-readers", "congress call", CALL, post=Post(LEADS, {"round": "1"}))
asked("congress-manage-conflicts", "congress call", LEADS | {"owner"},
      post=posts("owner", *JUDGES, "chair of the city"))  # fmt: skip
asked("congress-manage-members", "congress call", LEADS, post=posts(*sorted(LEADS)))
asked("congress-manage-revision", "congress call code=submission", who(*JUDGES), post=posts(*JUDGES))
asked("congress-manage-redactions", "congress call", LEADS | {"owner"})
asked("congress-manage-redaction", "congress call code=submission", who("owner", *JUDGES), post=posts("owner", *JUDGES))
asked("congress-manage-places", "congress call", CALL, post=posts(*JUDGES, code="{submission}", do="offer"))
asked("congress-manage-log", "congress call", who("owner", "auditor"))
asked("congress-manage-ranking", "congress call", CALL)
asked("congress-manage-ranking-readers", "congress call", LEADS)
asked("congress-manage-ranking-file", "congress call", LEADS)
SELECTS = posts(*JUDGES, "chair of the city", chosen="{submission}", outcome="accepted")
for name in ("congress-manage-selection", "congress-manage-what-if", "congress-manage-reserve"):
    asked(name, "congress call", LEADS, post=SELECTS)
asked("congress-manage-selection-places", "congress call", LEADS | {"owner"},
      post=posts("owner", *JUDGES, "chair of the city", total="9"))  # fmt: skip
DECIDES = posts(*JUDGES, action="decide", outcome="accepted")
asked("congress-manage-submission", "congress call code=submission", WORK, post=DECIDES)
asked("congress-manage-endorsement", "congress call code=submission", WORK)
asked("congress-manage-submission-file", "congress call code=submission key=answer_file", WORK)
PLANNING = who(*JUDGES, "chair of the city")
asked("congress-manage-assign-plan", "congress call", PLANNING, post=posts(*sorted(PLANNING), version="-1"))
asked("congress-manage-assign-plan-one", "congress call code=submission", who(*JUDGES), post=posts(*JUDGES))
UNASSIGN = "congress call code=submission assignment"
asked("congress-manage-unassign", UNASSIGN, who(*JUDGES), reads=False, post=posts(*JUDGES))

# --- the organiser's rooms ----------------------------------------------------------------------
DESK, OFFICE = who("owner", "registration", "desk", "auditor"), who("owner", "registration", "auditor")
DOOR, DEVICES = who("owner", "door", "desk", "safety"), ("owner", "door", "desk")
asked("portal-manage", "congress", who(*(set(Role.values) - {"committee"}), "chair of the city"))
asked("portal-outbox", "congress", OFFICE)
asked("portal-letter", "congress pk=letter", OFFICE)
PAGES, WRITERS = who("owner", "translator", "auditor"), ("owner", "translator")
asked("portal-letter-texts", "congress", PAGES)
asked("portal-letter-text", "congress code=letter_code", PAGES, is_crossed=False, post=posts(*WRITERS))
asked("portal-translations", "congress", who(*WRITERS))
asked("portal-translation-file", "congress language", who(*WRITERS), is_crossed=False)
for name in ("portal-translation", "portal-translation-import", "portal-translation-preview"):
    asked(name, "congress language", who(*WRITERS), is_crossed=False, post=posts(*WRITERS))
asked("portal-translation-job", "congress pk=translation_file", who(*WRITERS))
asked("congress-manage-pages", "congress", PAGES, post=posts("owner", do="hide:{page}"))
asked("congress-manage-page-new", "congress", who("owner"), post=posts("owner", title_en="New"))
asked("congress-manage-page", "congress page", who(*WRITERS), post=posts(*WRITERS, do="save", version="1"))
asked("congress-manage-page-preview", "congress page", PAGES)
asked("congress-manage-page-history", "congress page", PAGES)
for name in ("congress-manage-page-discard", "congress-manage-page-unpublish", "congress-manage-page-remove"):
    asked(name, "congress page", who("owner"), post=posts("owner"))
asked("congress-manage-pictures", "congress", PAGES, post=posts("owner"))
asked("congress-manage-picture", "congress name=page_picture", who(*WRITERS), post=posts(*WRITERS, en="A door"))
OWNS = posts("owner")
for name in ("portal-settings", "portal-settings-parts", "portal-settings-entity", "registration-settings"):
    asked(name, "congress", who("owner"), post=OWNS)
for name in ("congress-settings-hosts", "congress-settings-axes", "congress-settings-calls", "registration-categories"):
    asked(name, "congress", who("owner"))
for name in ("host", "axis", "call"):
    asked(f"congress-settings-{name}-new", "congress", who("owner"), post=OWNS)
asked("congress-settings-host", "congress pk=host", who("owner"), post=OWNS)
asked("congress-settings-axis", "congress code=axis", who("owner"), post=OWNS)
asked("congress-settings-call", "congress call", who("owner"), post=OWNS)
asked("congress-settings-reading", "congress call", who("owner"), post=OWNS)
asked("congress-settings-call-deadline", "congress call", who("owner"), post=OWNS)
asked("congress-settings-call-parties", "congress call", who("owner"), post=OWNS)
asked("congress-settings-round-new", "congress call", who("owner"), post=OWNS)
asked("congress-settings-round", "congress call number=round", who("owner"), is_crossed=False, post=OWNS)
asked("congress-settings-form", "congress call", who("owner"), post=OWNS)
asked("congress-settings-form-question-new", "congress call", who("owner"), post=OWNS)
asked("congress-settings-form-question", "congress call code=question", who("owner"), post=OWNS)
asked("congress-settings-form-preview", "congress call", who("owner"))
for name in ("format", "criterion"):
    asked(f"congress-settings-{name}-new", "congress call", who("owner"), post=OWNS)
    asked(f"congress-settings-{name}", f"congress call code={name}", who("owner"), post=OWNS)
for name, fact in (("category", "category"), ("add-on", "add_on")):
    asked(f"registration-{name}-new", "congress", who("owner"), post=OWNS)
    for page in (f"registration-{name}", f"registration-{name}-fees"):
        asked(page, f"congress code={fact}", who("owner"), post=OWNS)
ROOMS, HOSTS = ("owner", "programme"), ("owner", "visits")
asked("programme-rooms", "congress", who(*ROOMS))
asked("programme-room-new", "congress", who(*ROOMS), post=posts(*ROOMS))
asked("programme-room", "congress code=room", who(*ROOMS), post=posts(*ROOMS))
asked("visits-settings", "congress", who(*HOSTS))
asked("visits-settings-new", "congress", who(*HOSTS), post=posts(*HOSTS))
asked("visits-settings-visit", "congress visit", who(*HOSTS), post=posts(*HOSTS))
asked("visits-settings-departure-new", "congress visit", who(*HOSTS), post=posts(*HOSTS))
asked("visits-settings-departure", "congress visit departure", who(*HOSTS), post=posts(*HOSTS))
asked("portal-look", "congress", who("owner"), post=posts("owner", primary_colour="#000000", accent_colour="#000000"))
asked("portal-audit", "congress", who("owner", "auditor"))
asked("portal-copy", "congress", SECRETARIAT | who("owner"), post=posts("secretariat", step="look"))
asked("portal-copied", "congress", who(*WRITERS), post=posts(*WRITERS))
asked("portal-publish", "congress", who("owner"), post=posts("owner", slug="another"))
asked("portal-publish-step", "congress step=stage", who("owner"), is_crossed=False, post=posts("owner"))
asked("portal-openings", "congress", who("owner", "auditor"), post=posts("owner"))
REFUNDS = who("owner", "treasurer", "auditor")
REMINDS = ("owner", "registration", "chair of the city", *JUDGES)
asked("registration-presenters", "congress", who("auditor", *REMINDS), post=posts(*REMINDS, do="remind"))
asked("registration-refunds", "congress", REFUNDS, post=posts("owner", "treasurer"))
asked("portal-export", "congress", who("owner"), post=posts("owner", people="without"))
asked("portal-export-job", "congress once=export", who("owner"))
asked("portal-export-file", "congress once=export", who("owner"))
TEAM = who(*(set(Role.values) - {"committee"}), "chair of the city")
public("programme-certificate-ask")
public("programme-certificate-verify", "code=certificate", is_crossed=False, draft="as ever")
asked("programme-certificates", "congress", OFFICE, post=posts("owner", "registration"))
asked("programme-signatory", "congress", who("owner", "registration"), post=posts("owner", "registration"))
asked("programme-certificate-one", "congress code=certificate", OFFICE)
asked("congress-plan", "congress", TEAM)
asked("congress-team", "congress", who("owner", "auditor"), post=posts("owner", email="new@example.org", role="door"))
# Looking as a role would outlast this knock: the owner names none, and is told so.
LOOKS = Post(who("owner"), {"role": "no role"}, done=frozenset({404}))
asked("congress-team-preview", "congress", who("owner"), reads=False, post=LOOKS)
asked(
    "congress-team-invitation", "congress pk=invitation", who("owner"), reads=False, post=posts("owner", verb="remind")
)
asked("congress-team-member", "congress pk=team_member", who("owner"), reads=False, post=posts("owner", verb="end"))
asked("congress-preview-end", "", ANYONE_SIGNED_IN, reads=False, post=Post(ANYONE_SIGNED_IN), is_crossed=False)
asked("congress-invitation", "pk=invitation", NOBODY)  # without having followed the letter's link
public("congress-invitation-link", "secret=invitation_secret", is_crossed=False, draft="as ever")
public("congress-late-link", "secret=late_secret", is_crossed=False, draft="as ever")
asked("congress-plan-template", "congress", who("owner"), reads=False, post=posts("owner", template="cafe"))
asked("congress-plan-new", "congress", who("owner"), post=posts("owner"))
asked("congress-plan-minutes", "congress", TEAM)
asked("congress-plan-minutes-new", "congress", who("owner"), post=posts("owner"))
asked("congress-plan-minutes-one", "congress pk=minutes", TEAM, post=posts("owner"))
AUTHOR = "chair of the city"  # of the note: it is theirs alone, whatever role they hold
asked("congress-plan-note", "congress pk=note", who(AUTHOR), post=posts(AUTHOR))
asked("congress-plan-note-remove", "congress pk=note", who(AUTHOR), post=posts(AUTHOR, version="0"))
asked("congress-plan-attachment", "congress pk=minutes", TEAM)
asked("congress-plan-milestone", "congress code=milestone", TEAM, post=posts("owner", "visits", step="start"))
asked("congress-plan-edit", "congress code=milestone", who("owner"), post=posts("owner"))
asked("programme-plan-calendar", "congress", TEAM, post=Post(TEAM | {"secretariat"}))  # an address of one's own
public("programme-feed-plan", "token=plan_feed", draft="as ever")
asked("registration-manage-list", "congress", DESK)
ENDS = posts("owner", "registration", verb="void_badge")
asked("registration-manage-one", "congress code=registration", DESK, post=ENDS)
asked("registration-manage-proof", "congress code=registration", who("owner", "registration"))
asked("registration-door", "congress", DOOR)
asked("registration-door-devices", "congress", who(*DEVICES), post=posts(*DEVICES, points="{point}"))
asked("registration-door-revoke", "congress device", who(*DEVICES), reads=False, post=posts(*DEVICES))
asked("registration-door-points", "congress", DOOR)
asked("registration-door-point-new", "congress", who("owner"), post=posts("owner", code="new"))
asked("registration-door-point", "congress code=point", who("owner"), post=posts("owner"))
SLOTS, BUSES = who("owner", "visits", "auditor", "guide"), ("owner", "visits")
asked("visits-manage", "congress", SLOTS)
asked("visits-manage-one", "congress departure", SLOTS, post=posts(*BUSES, verb="places", places="30"))
asked("visits-manage-cancel", "congress departure", who(*BUSES), post=posts(*BUSES))
asked("visits-manage-cancel-booking", "congress departure booking", who(*BUSES), post=posts(*BUSES))
PLAN = who("owner", "programme", "interpreters", "auditor")
asked("programme-manage", "congress", PLAN, post=posts("owner", "programme"))
asked("programme-manage-new", "congress", who("owner", "programme"), post=posts("owner", "programme"))
TAKES_OUT = posts("owner", "programme", verb="take_out")
asked("programme-manage-session", "congress code=session", PLAN, post=TAKES_OUT)

# --- the API ------------------------------------------------------------------------------------
ANSWERS = {"draft": "nobody", "json": True}
public("registration-api-congresses", json=True)
for name in ("registration-api-congress", "visits-api-departures", "programme-api-sessions"):
    public(name, "slug=congress", **ANSWERS)
INCOMPLETE = Post(EVERYBODY, refused=frozenset({401, 403}))
public("registration-api-list", "slug=congress", reads=False, post=INCOMPLETE, **ANSWERS)
SEEN = who(*PROVEN, *DESK, "owner's tool")
line("registration-api-detail", "code=registration", SEEN, json=True)
line("api-order", "code=order", PAYER, json=True)
public("api-scanner-devices", reads=False, post=INCOMPLETE, json=True)
DEVICE = {"stranger": UNKNOWN, "refused": UNKNOWN, "json": True}
line("api-scanner-manifest", "", who("device", "device there"), **DEVICE)
HANDS = Post(who("device", "device there"), refused=UNKNOWN)
line("api-scanner-scans", "", who("device", "device there"), reads=False, post=HANDS, **DEVICE)
BOOKS = Post(who(*HOLDERS, "registration token"), {"registration": "{registration}"}, frozenset({401, 403, 409}))
line("visits-api-bookings", "code=departure", BOOKS.may, reads=False, post=BOOKS, json=True)
line("api-submissions", "slug=congress", ANYONE_SIGNED_IN | who("owner's tool"), stranger=UNKNOWN, json=True)
REVIEWS = Post(READER, refused=frozenset({401, 403, 404}))
line("api-reviews", "code=submission", READER, stranger=UNKNOWN, reads=False, post=REVIEWS, json=True)
