"""Setting what is given back to whoever cancels."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.actions import audit
from common.actors import Actor
from common.errors import Invalid
from registration.models import Terms
from registration.rules.policy import MOST_PERIODS, faults

SENTENCES = {
    "too_many": _("At most {most} periods can be given."),
    "percent": _("Period {number}: please give a percentage from 0 to 100."),
    "end": _("Period {number}: please give either a number of days before the opening day, or a day and a time."),
    "not_later": _("Period {number} ends before period {before}, or together with it. Each has to end later."),
    "rises": _("Period {number} gives back more than period {before}, although it is later."),
}


class RefundRulesUnsound(Invalid):
    code = "refund_rules_unsound"


def set_refund_rules(*, terms: Terms, rules: Sequence[Mapping[str, Any]], by: Actor, now: datetime) -> Terms:
    """Sets the refund rule of a congress, as rules/policy.py describes it; none: nothing is promised.

    It holds for whoever cancels from now on. Raises RefundRulesUnsound with a sentence on the first fault.
    """
    with transaction.atomic():
        row = Terms.objects.select_for_update(of=("self",)).select_related("congress").get(pk=terms.pk)
        found = faults(rules, row.congress.starts_on, row.congress.zone)
        if found:
            position, code = found[0]
            raise RefundRulesUnsound(SENTENCES[code], number=position + 1, before=position, most=MOST_PERIODS)
        before, row.refund_rules = row.refund_rules, [dict(rule) for rule in rules]
        row.save(update_fields=["refund_rules"])
        audit.record(
            verb="refund_rules_changed",
            subject=row.congress,
            by=by,
            now=now,
            scope=row.congress.slug,
            before={"periods": before},
            after={"periods": row.refund_rules},
        )
    return row
