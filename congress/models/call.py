"""Calls for experiences, their formats and criteria."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from common.fields import TranslatedField
from congress.enums import Blindness, CallKind, Eligibility, PartyKind
from congress.models.congress import Congress
from congress.rules.submission import window


class Call(models.Model):
    """An invitation to submit, open from `opens_at` up to, not including, `closes_at` (instants as announced)."""

    congress = models.ForeignKey(Congress, on_delete=models.CASCADE, related_name="calls")
    code = models.SlugField(max_length=40)
    kind = models.CharField(max_length=12, choices=CallKind.choices, default=CallKind.EXPERIENCES)
    title = TranslatedField()
    guidance = TranslatedField()  # paragraphs parted by blank lines
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    eligibility = models.CharField(max_length=14, choices=Eligibility.choices, default=Eligibility.ANY)
    standing_on = models.DateField(null=True, blank=True)  # the day of good standing; null: the day of submission
    per_city_max = models.PositiveSmallIntegerField(null=True, blank=True)  # null: no limit
    languages = models.JSONField(default=list)  # codes in which one may write
    summary_words = models.PositiveSmallIntegerField(default=300)
    asks_endorsement = models.BooleanField(default=False)
    form = models.ForeignKey("questions.Form", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reviews_per_submission = models.PositiveSmallIntegerField(default=3)
    asks_bids = models.BooleanField(default=False)  # members say what they would like to read
    asks_confidence = models.BooleanField(default=False)  # reviews say how sure their author is
    places = models.JSONField(default=dict, blank=True)  # {"total": n, "format"|"axis"|"language": {code: n}}
    selected_per_city = models.PositiveSmallIntegerField(null=True, blank=True)  # null: no quota
    confirm_days = models.PositiveSmallIntegerField(default=14)  # from the letter to the author's answer
    presenters_due_on = models.DateField(null=True, blank=True)  # afterwards unregistered presenters lose their place
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["congress", "code"], name="call_code_once"),
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="call_closes_after_opening"),
        ]

    def __str__(self) -> str:
        return self.code

    def place(self, now: datetime) -> str:
        """ "before", "open" or "closed" to whoever writes; in a rehearsal it is open at any time."""
        return "open" if self.congress.is_rehearsing else window(now, self.opens_at, self.closes_at)

    def has_closed(self, now: datetime) -> bool:
        """Whether decisions may be taken: nobody changes anything any more, or it is a rehearsal."""
        return self.congress.is_rehearsing or now >= self.closes_at


class Format(models.Model):
    """A way of presenting, and the minutes that an experience has in it; 0 for a file that only a jury reads."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="formats")
    code = models.SlugField(max_length=40)
    name = TranslatedField()
    minutes = models.PositiveSmallIntegerField()
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["call", "code"], name="format_code_once")]


class Criterion(models.Model):
    """What reviewers score from 1 to 5; `anchors` says what each step means: {"1": {language: text}, …}."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="criteria")
    code = models.SlugField(max_length=40)
    name = TranslatedField()
    weight = models.PositiveSmallIntegerField(default=1)
    anchors = models.JSONField(default=dict, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["call", "code"], name="criterion_code_once"),
            models.CheckConstraint(condition=Q(weight__gte=1), name="criterion_weighs_something"),
        ]


class Deadline(models.Model):
    """An end that a call was given: the first one, and each extension with its reason. The last row holds."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="deadlines")
    closes_at = models.DateTimeField()
    reason = models.CharField(max_length=500, blank=True)
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=90)  # actor, as a value

    class Meta:
        ordering = ["id"]


class LateCode(models.Model):
    """Lets somebody hand in after the end, `max_uses` times, up to `expires_at`. The code is kept as a digest."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="late_codes")
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=12)  # its first letters, to tell codes apart
    note = models.CharField(max_length=200, blank=True)
    max_uses = models.PositiveSmallIntegerField(default=1)
    used = models.PositiveSmallIntegerField(default=0)
    expires_at = models.DateTimeField()
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(used__lte=F("max_uses")), name="late_code_not_overused"),
        ]


class CallParty(models.Model):
    """An organisation that is invited to a call, or excluded from it, and why."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="parties")
    organisation = models.ForeignKey("network.Organisation", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=PartyKind.choices)
    reason = models.CharField(max_length=200, blank=True)  # "recent winner", "jury", in the organiser's words

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["call", "organisation"], name="call_party_once")]


class Round(models.Model):
    """One round of reading, from `opens_at` up to `closes_at`. A call without rows has one round, single-blind."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    name = TranslatedField()
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    blindness = models.CharField(max_length=8, choices=Blindness.choices, default=Blindness.SINGLE)
    remind_days = models.JSONField(default=list, blank=True)  # days before the end on which readers are reminded

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["call", "number"], name="round_once")]
