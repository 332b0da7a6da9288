"""Until when the form of a call may be changed."""

from datetime import datetime

from congress.models import Call
from questions.models import Form


def is_fixed(form: Form, now: datetime) -> bool:
    """Whether only the wording may still change: a call that asks by this form has closed."""
    calls = Call.objects.filter(form=form).select_related("congress")
    return any(call.place(now) == "closed" for call in calls)
