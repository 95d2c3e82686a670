"""A ballot, what it asks, and the strata from which it asks people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact

from qunce.domain.accounts.models import Post
from qunce.domain.accounts.states import PostRole
from qunce.domain.ballots.states import (
    BEFORE_SLIPS,
    COUNTED,
    BallotState,
    Purpose,
    Step,
)
from qunce.domain.campaigns.models import Campaign
from qunce.domain.gates.models import Asking, Gate
from qunce.domain.organisations.models import Unit
from qunce.domain.record import Ref

WHOLE_UNIT = (
    PostRole.CAMPAIGN_OFFICE,
    PostRole.FIRST_RESPONSIBLE,
    PostRole.LEADER,
    PostRole.VIEWER,
)


class BallotQuerySet(models.QuerySet["Ballot"]):
    def visible_to(self, post: Post | None) -> Self:
        """Ballots of one's own town; leading posts and the county see those of units below."""
        if post is None:
            return self.none()
        codes = post.unit.path.strip("/").split("/")
        seen = Q(campaign__unit__code__in=codes)
        if post.role in WHOLE_UNIT:
            seen |= Q(campaign__unit__in=Unit.objects.within(post.unit))
        return self.filter(seen)

    def public(self) -> Self:
        """What residents see: from the commitment on."""
        return self.exclude(state__in=BEFORE_SLIPS)


class Ballot(models.Model):
    """People drawn by lot, or all, are asked the same questions on sealed slips.

    ``scale`` is a list of :class:`~..states.Step`, "I do not know" last.  ``uid`` names the
    ballot to its keys and in every tag.  ``codes_key`` is empty until the ballot is closed.
    """

    if TYPE_CHECKING:
        gate_id: int
        campaign_id: int
        asking_id: int | None

    uid = models.CharField(max_length=32, unique=True)
    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, related_name="ballots")
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="ballots")
    asking = models.OneToOneField(
        Asking, null=True, blank=True, on_delete=models.PROTECT, related_name="ballot"
    )
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    title = models.CharField(max_length=120)
    introduction = models.TextField(blank=True)
    scale = models.JSONField()
    own_words = models.BooleanField(default=True)
    opens_on = models.DateField()
    closes_on = models.DateField()
    """The last day on which people may answer."""
    low_line = models.PositiveSmallIntegerField(null=True, blank=True)
    """Percent of those who judged; an item surely below it is a low result."""
    state = models.CharField(max_length=20, choices=BallotState.choices, default=BallotState.DRAFT)
    everybody = models.BooleanField(default=False)
    """Everybody on the roll is asked; nothing is drawn."""
    frame_root = models.CharField(max_length=64, blank=True)
    dice = models.CharField(max_length=400, blank=True)
    questions_sha256 = models.CharField(max_length=64, blank=True)
    codes_root = models.CharField(max_length=64, blank=True)
    codes_key = models.CharField(max_length=64, blank=True)
    printings = models.PositiveIntegerField(default=0)
    counts_salt = models.CharField(max_length=64, blank=True)
    """Kept back: with it the exact counts can be shown to be those fixed at closing."""
    recount_dice = models.CharField(max_length=400, blank=True)
    recount_share = models.PositiveSmallIntegerField(default=0)
    """Percent of the batches of paper that the dice choose."""
    why = models.CharField(max_length=600, blank=True)
    """Why it was broken off or interrupted."""
    made_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects = BallotQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=BallotState.values), name="ballot_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(purpose__in=Purpose.values), name="ballot_purpose_is_known"
            ),
            models.CheckConstraint(condition=~Q(title=""), name="ballot_has_a_title"),
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")), name="ballot_closes_after_it_opens"
            ),
            models.CheckConstraint(
                condition=Q(low_line__isnull=True) | Q(low_line__range=(1, 99)),
                name="ballot_low_line_is_a_percentage",
            ),
            models.CheckConstraint(
                condition=Exact(Length("uid"), 32), name="ballot_uid_has_32_digits"
            ),
            models.CheckConstraint(
                condition=Q(state__in=(BallotState.DRAFT, BallotState.BROKEN_OFF))
                | ~Q(frame_root=""),
                name="ballot_drawn_has_its_frame",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=(BallotState.DRAFT, BallotState.FRAMED, BallotState.BROKEN_OFF)
                )
                | ~Q(dice="")
                | Q(everybody=True),
                name="ballot_drawn_has_its_dice",
            ),
            models.CheckConstraint(
                condition=Q(state__in=(*BEFORE_SLIPS, BallotState.BROKEN_OFF))
                | (~Q(questions_sha256="") & ~Q(codes_root="") & Q(asking__isnull=False)),
                name="ballot_with_slips_has_its_commitment",
            ),
            models.CheckConstraint(
                condition=(Q(state__in=COUNTED) & ~Q(codes_key="") & ~Q(counts_salt=""))
                | (~Q(state__in=COUNTED) & Q(codes_key="", counts_salt="")),
                name="ballot_tells_its_codes_key_only_when_counted",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(BallotState.BROKEN_OFF, BallotState.INTERRUPTED))
                | ~Q(why=""),
                name="ballot_given_up_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(recount_share__lte=100), name="ballot_recount_is_at_most_everything"
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def ref(self) -> Ref:
        return Ref("ballot", str(self.pk), self.title)

    @property
    def steps(self) -> list[Step]:
        """The scale, "I do not know" last."""
        steps: list[Step] = self.scale
        return steps

    @property
    def codes(self) -> list[str]:
        """The codes of the scale, in its order."""
        return [step["code"] for step in self.steps]


class Item(models.Model):
    """One question; exactly one of a ballot is the overall mark."""

    if TYPE_CHECKING:
        ballot_id: int

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="items")
    place = models.PositiveIntegerField()
    text = models.CharField(max_length=200)
    overall = models.BooleanField(default=False)

    class Meta:
        ordering = ("ballot", "place")
        constraints = (
            models.UniqueConstraint(
                fields=("ballot", "place"), name="ballot_item_has_a_place_of_its_own"
            ),
            models.UniqueConstraint(
                fields=("ballot",),
                condition=Q(overall=True),
                name="ballot_has_one_overall_mark",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="ballot_item_asks_something"),
        )

    def __str__(self) -> str:
        return self.text


class Stratum(models.Model):
    """A part of the roll from which people are drawn separately, and what became of its slips.

    ``handed_out`` (ticks on the attendance list), ``left_over`` (envelopes not handed out) and
    ``spoiled`` are counted by hand; ``web``, ``paper`` and ``invalid`` are known at closing.
    ``joined_into`` is the stratum with which a small one is counted and published.
    """

    if TYPE_CHECKING:
        ballot_id: int
        unit_id: int | None
        joined_into_id: int | None

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="strata")
    place = models.PositiveIntegerField()
    name = models.CharField(max_length=80)
    unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    population = models.PositiveIntegerField()
    sample = models.PositiveIntegerField(default=0)
    issued = models.PositiveIntegerField(default=0)
    """Slips printed: the sample, and a few in reserve for spoiled ones."""
    buckets = models.PositiveIntegerField(default=0)
    joined_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="joined"
    )
    handed_out = models.PositiveIntegerField(null=True, blank=True)
    left_over = models.PositiveIntegerField(null=True, blank=True)
    spoiled = models.PositiveIntegerField(null=True, blank=True)
    web = models.PositiveIntegerField(null=True, blank=True)
    paper = models.PositiveIntegerField(null=True, blank=True)
    invalid = models.PositiveIntegerField(default=0)
    """Of those on paper: without a mark that can be read; known for the stratum it counts in."""

    class Meta:
        ordering = ("ballot", "place")
        verbose_name_plural = "strata"
        constraints = (
            models.UniqueConstraint(
                fields=("ballot", "name"), name="stratum_is_named_once_in_its_ballot"
            ),
            models.UniqueConstraint(
                fields=("ballot", "place"), name="stratum_has_a_place_of_its_own"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="stratum_has_a_name"),
            models.CheckConstraint(
                condition=Q(population__gte=1), name="stratum_has_somebody_in_it"
            ),
            models.CheckConstraint(
                condition=Q(sample__lte=F("population")),
                name="stratum_is_not_smaller_than_its_sample",
            ),
            models.CheckConstraint(
                condition=Q(issued=0) | Q(issued__gte=F("sample")),
                name="stratum_has_a_slip_for_each_drawn",
            ),
            models.CheckConstraint(
                condition=Q(joined_into__isnull=True) | ~Q(joined_into=F("id")),
                name="stratum_is_not_joined_to_itself",
            ),
            models.CheckConstraint(
                condition=Q(handed_out__isnull=True, left_over__isnull=True, spoiled__isnull=True)
                | Q(handed_out__isnull=False, left_over__isnull=False, spoiled__isnull=False),
                name="stratum_is_counted_by_hand_as_a_whole",
            ),
            models.CheckConstraint(
                condition=Q(web__isnull=True, paper__isnull=True)
                | Q(
                    web__isnull=False,
                    paper__isnull=False,
                    handed_out__isnull=False,
                    issued=F("handed_out") + F("left_over"),
                    handed_out__gte=F("web") + F("paper") + F("spoiled"),
                ),
                name="stratum_counted_has_every_slip_accounted_for",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def counting_id(self) -> int:
        """The stratum under which its slips are counted."""
        return self.joined_into_id or self.pk

    @property
    def unreturned(self) -> int | None:
        """Slips left over or not brought back; known once it is counted."""
        if self.web is None or self.paper is None or self.spoiled is None:
            return None
        return self.issued - self.web - self.paper - self.spoiled
