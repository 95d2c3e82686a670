"""A message, its story, its pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from qunce.domain.accounts.models import Post
from qunce.domain.identities.models import Identity
from qunce.domain.matters.models import Category
from qunce.domain.organisations.models import Place, Unit
from qunce.domain.partners.models import PartnerKey
from qunce.domain.record import Ref
from qunce.domain.voices.querysets import VoiceQuerySet
from qunce.domain.voices.states import Channel, Route, StepKind, VoiceKind, VoiceState

LONGEST = 4_000
"""Characters of a message, as GeoReport v2 has it."""


class Voice(models.Model):
    """One message of one resident (or several together), in their own words.

    Who spoke is sealed in ``identity``; nothing here says it.  ``receiver`` is the unit whose
    office sorts the message: the town, or the unit above where the town itself is accused.
    """

    if TYPE_CHECKING:
        town_id: int
        village_id: int | None
        place_id: int | None
        receiver_id: int
        responsible_id: int | None
        post_id: int | None
        category_id: int | None
        accused_id: int | None
        identity_id: int | None
        merged_into_id: int | None
        split_from_id: int | None

    uid = models.CharField(max_length=32, unique=True)
    """Random, hex; the query code is made from it with a key outside the database."""
    code_hash = models.CharField(max_length=64, unique=True)
    """HMAC-SHA256 of the query code; the code itself is not stored."""
    submission = models.CharField(max_length=64, unique=True)
    """Names one sending; a double tap gives one message."""
    salt = models.CharField(max_length=32)
    """Hides the words from whoever only has the record's fingerprint of them."""

    kind = models.CharField(max_length=20, choices=VoiceKind.choices)
    channel = models.CharField(max_length=20, choices=Channel.choices)
    state = models.CharField(max_length=20, choices=VoiceState.choices, default=VoiceState.RECEIVED)
    text = models.TextField()
    language = models.CharField(max_length=10, default="zh-hans")
    details = models.JSONField(default=dict, blank=True)
    """Answers to the category's questions: ``{"code": ["value"]}``."""

    town = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    village = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    spot = models.CharField(max_length=120, blank=True)
    """Where, in the speaker's words."""
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)

    category = models.ForeignKey(
        Category, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    receiver = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    responsible = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    post = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """The post that must answer; ``None``: any post of the responsible unit."""
    reviewer = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """The next higher unit, while it reviews (art. 35, 36)."""
    accused = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """The unit the message accuses; it, and everything below it, never sees the message."""
    route = models.CharField(max_length=20, choices=Route.choices, blank=True)

    identity = models.OneToOneField(
        Identity, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    keyed_by = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """Who wrote it down, where the speaker did not."""
    partner = models.ForeignKey(
        PartnerKey, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="joined"
    )
    split_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts"
    )

    said_on = models.DateField()
    """The day it was said: of a letter or a slip that may be before it was entered."""
    received_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    next_due_on = models.DateField(null=True, blank=True)
    """The first day by which somebody owes something: of the running clocks that are duties."""
    version = models.PositiveIntegerField(default=1)

    objects = VoiceQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("receiver", "state", "-id"), name="voice_queue"),
            models.Index(fields=("responsible", "state", "-id"), name="voice_of_unit"),
            models.Index(fields=("village", "category", "-id"), name="voice_of_matter"),
            models.Index(fields=("receiver", "next_due_on"), name="voice_owed"),
            models.Index(fields=("-received_at", "-id"), name="voice_by_instant"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=VoiceKind.values), name="voice_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(channel__in=Channel.values), name="voice_channel_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=VoiceState.values), name="voice_state_is_known"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="voice_says_something"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                # Said of both: of a missing one a range is neither true nor false, and passes.
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90.0, 90.0),
                    longitude__range=(-180.0, 180.0),
                ),
                name="voice_has_both_coordinates_or_none",
            ),
            models.CheckConstraint(
                condition=Q(route="") | Q(route__in=Route.values), name="voice_route_is_known"
            ),
            models.CheckConstraint(
                condition=Q(accused__isnull=True)
                | (
                    ~Q(receiver=F("accused"))
                    & (Q(responsible__isnull=True) | ~Q(responsible=F("accused")))
                    & (Q(reviewer__isnull=True) | ~Q(reviewer=F("accused")))
                ),
                name="voice_never_goes_to_the_accused_unit",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=(
                        VoiceState.RECEIVED,
                        VoiceState.MERGED,
                        VoiceState.SPLIT,
                        VoiceState.SET_ASIDE,
                        VoiceState.ANSWERED,
                        VoiceState.ENDED,
                    )
                )
                | Q(responsible__isnull=False),
                name="voice_in_hand_has_a_responsible_unit",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(VoiceState.IN_REVIEW, VoiceState.IN_RE_REVIEW))
                | Q(reviewer__isnull=False),
                name="voice_in_review_has_a_reviewer",
            ),
            models.CheckConstraint(
                condition=(Q(state=VoiceState.MERGED) & Q(merged_into__isnull=False))
                | (~Q(state=VoiceState.MERGED) & Q(merged_into__isnull=True)),
                name="voice_joined_names_the_other",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="voice_is_not_joined_to_itself",
            ),
            models.CheckConstraint(
                condition=~Q(state=VoiceState.ENDED) | Q(ended_at__isnull=False),
                name="voice_ended_has_an_instant",
            ),
            models.CheckConstraint(
                condition=~Q(state=VoiceState.ANSWERED) | Q(answered_at__isnull=False),
                name="voice_answered_has_an_instant",
            ),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """What people call it: ``2026-000123``.  No secret, and nobody's name."""
        return f"{self.received_at.year}-{self.pk:06d}"

    @property
    def ref(self) -> Ref:
        return Ref("voice", str(self.pk), self.number)


class Step(models.Model):
    """One line of a message's story.  Never changed, never deleted."""

    if TYPE_CHECKING:
        voice_id: int
        post_id: int | None
        spoken_in_id: int | None

    voice = models.ForeignKey(Voice, on_delete=models.PROTECT, related_name="steps")
    spoken_in = models.ForeignKey(
        Voice, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """The joined or split message whose speaker said this; ``None``: the message's own.

    Speakers of one matter read each other's news, never each other's words."""
    kind = models.CharField(max_length=20, choices=StepKind.choices)
    at = models.DateTimeField()
    post = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """Which post did it; ``None``: the speaker, or the program by itself."""
    words = models.TextField(blank=True)
    """What the speaker reads: a reason, their own addition, a notice."""
    sentence = models.CharField(max_length=200, blank=True)
    """A sentence of ours with gaps, translated when shown; ``params`` fills them."""
    params = models.JSONField(default=dict, blank=True)
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ("at", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=StepKind.values), name="step_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(from_state="") | Q(from_state__in=VoiceState.values),
                name="step_begins_in_a_known_state",
            ),
            models.CheckConstraint(
                condition=Q(to_state="") | Q(to_state__in=VoiceState.values),
                name="step_ends_in_a_known_state",
            ),
            models.CheckConstraint(
                condition=~Q(kind=StepKind.ENDED) | ~Q(words=""),
                name="step_that_ends_a_message_says_why",
            ),
        )

    def __str__(self) -> str:
        return f"{self.voice_id}: {self.kind}"


class VoicePicture(models.Model):
    """A picture that came with a message, made anew without metadata (exchange.pictures)."""

    if TYPE_CHECKING:
        voice_id: int

    voice = models.ForeignKey(Voice, on_delete=models.PROTECT, related_name="pictures")
    picture = models.FileField(upload_to="voices/", max_length=120)
    small = models.FileField(upload_to="voices/", max_length=120)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=~Q(picture=""), name="voice_picture_has_a_file"),
        )

    def __str__(self) -> str:
        return f"{self.voice_id}: {self.pk}"
