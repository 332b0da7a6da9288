"""After the first release of the demo: one author waits, a second wave, answers, and the reserve list moves up."""

from datetime import datetime, timedelta

from congress.actions.afterwards import confirm_place, decline_place, offer_place
from congress.actions.release import defer, release
from congress.models import Call, Decision, Submission
from portal.actions.demo.people import DEMO_ACTOR

WAVE = {"accepted": 3, "reserve": 2, "rejected": 1}  # so many of what is pending leave as a second wave


def load_afterwards(*, call: Call, now: datetime) -> None:
    """Releases a small wave with its letters, has one author decline and another confirm, and fills the free place."""
    every = call.submissions.all()
    wave = [pk for outcome, number in WAVE.items() for pk in _pending(call, outcome)[:number]]
    waiting = every.filter(state="submitted", decisions=None, assignments__state="done").order_by("code").first()
    if waiting is not None:
        until = now.date() + timedelta(days=30)
        defer(call=call, submissions=every.filter(pk=waiting.pk), until=until, by=DEMO_ACTOR, now=now)
    if not wave:
        return
    release(call=call, submissions=every.filter(pk__in=wave), by=DEMO_ACTOR, now=now)
    selected = list(Submission.objects.filter(pk__in=wave, state="accepted").order_by("code"))
    if len(selected) > 1:
        decline_place(submission=selected[0], by=DEMO_ACTOR, now=now)
        confirm_place(submission=selected[1], by=DEMO_ACTOR, now=now)
        if every.filter(state="reserve").exists():
            offer_place(submission=selected[0], among=every, by=DEMO_ACTOR, now=now)


def _pending(call: Call, outcome: str) -> list[int]:
    """The submissions with such a decision pending, those of the reserve list in its order."""
    rows = Decision.objects.filter(submission__call=call, outcome=outcome, released_at__isnull=True)
    return list(rows.order_by("rank", "submission__code").values_list("submission_id", flat=True))
