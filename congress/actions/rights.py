"""Whether an organisation may take part in a call, and whether its city has a place left."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from common import fields, formats
from common.errors import Conflict
from congress.models import Call, CallParty, Submission
from congress.queries.calls import party_of
from congress.queries.submission import city_submissions
from congress.rules.submission import has_place, refusal
from network.models import Organisation
from network.queries.membership import in_good_standing


class NotEligible(Conflict):
    code = "not_eligible"
    message = _(
        "This call is open to member cities in good standing; according to our records {organisation} is not one."
    )


class NotInvited(Conflict):
    code = "not_invited"
    message = _(
        "This call is for those who were invited, and {organisation} is not among them. "
        "If you think that it should be, please write to the organisers."
    )


class PartyExcluded(Conflict):
    code = "party_excluded"
    message = _("{organisation} cannot take part in this call: {reason}. If this is wrong, please tell the organisers.")


class CityLimitReached(Conflict):
    code = "city_limit_reached"
    message = _(
        "{organisation} has already submitted {count}, and the call takes {limit} from each city: {titles}. "
        "One of them would have to be withdrawn first, or exchanged for yours by whoever speaks for the city. "
        "Your draft is kept."
    )


def take_place(submission: Submission, now: datetime) -> None:
    """Checks the organisation's right to one more place, holding its row so that two cannot take the last one."""
    call = submission.call
    city = held_city(submission.organisation_id)
    on = call.standing_on or now.astimezone(call.congress.zone).date()
    standing = call.eligibility != "member_cities" or in_good_standing(city, on)
    check_right(call, city, party_of(call, city), in_good_standing=standing)
    others = list(city_submissions(city, call).exclude(pk=submission.pk))
    if not has_place(kind=city.kind, counted=len(others), limit=call.per_city_max):
        raise CityLimitReached(
            organisation=fields.pick(city.name),
            count=len(others),
            limit=call.per_city_max,
            titles=formats.listing([formats.quoted(fields.pick(s.title, s.language)) for s in others]),
        )


def held_city(organisation_id: int) -> Organisation:
    """The organisation, held until the transaction ends: its submissions are counted by one at a time."""
    return Organisation.objects.select_for_update().get(pk=organisation_id)


def check_right(call: Call, city: Organisation, party: CallParty | None, *, in_good_standing: bool) -> None:
    """Whether an organisation may take part. Raises PartyExcluded, NotInvited, NotEligible."""
    kind = party.kind if party else ""
    why = refusal(rule=call.eligibility, kind=city.kind, in_good_standing=in_good_standing, party=kind)
    name = fields.pick(city.name)
    if why == "excluded":
        reason = (party.reason if party else "").rstrip(". ") or _("it was excluded by the organisers")
        raise PartyExcluded(organisation=name, reason=reason)
    if why is not None:
        raise (NotInvited if why == "not_invited" else NotEligible)(organisation=name)
