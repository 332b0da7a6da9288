"""What people agree to on registering, in the version that they were shown."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from common.errors import Conflict
from congress.models import Congress
from congress.queries.pages import notice_version
from registration.models import Consent, Registration, Terms


class NoticeChanged(Conflict):
    code = "notice_changed"
    message = _("The privacy notice was changed while you were filling in this form. Please read it once more.")


def notice_in_force(congress: Congress, terms: Terms | None) -> str:
    """The version of the congress's privacy notice; where it has published none, what its terms say."""
    return notice_version(congress) or (terms.privacy_version if terms is not None else "")


def keep_consents(*, row: Registration, codes: tuple[str, ...], terms: Terms, shown: str, now: datetime) -> None:
    """Writes each consent under the version of the notice in force.

    `shown` is the version that stood beside the box ("": nobody was shown a form). Raises NoticeChanged where another
    one is in force by now: nobody agrees to what they have not seen.
    """
    version = notice_in_force(row.congress, terms)
    if shown and shown != version:
        raise NoticeChanged(fields={"privacy": [NoticeChanged.message]})
    consents = [Consent(registration=row, code=code, version=version, given_at=now) for code in sorted(set(codes))]
    Consent.objects.bulk_create(consents)
