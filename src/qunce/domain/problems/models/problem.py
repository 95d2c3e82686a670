"""The canonical problem record, its story, measures, extensions and pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from qunce.domain.accounts.models import Post, User
from qunce.domain.campaigns.models import Aim, Campaign
from qunce.domain.matters.models import Category
from qunce.domain.organisations.models import Place, Unit
from qunce.domain.problems.querysets import ProblemQuerySet
from qunce.domain.problems.states import (
    Confirmation,
    Level,
    Mode,
    ProblemState,
    ProblemStepKind,
    Source,
)
from qunce.domain.record import Ref
from qunce.domain.voices.models import Voice

_CHECKED_ON = (ProblemState.CHECKED, ProblemState.CONFIRMED, ProblemState.CLOSED)


class Problem(models.Model):
    """One thing that is wrong, from whatever source, and the one post that puts it right.

    The fields are those of the ledgers offices keep (问题清单, 任务清单, 责任清单): entered once,
    printed three ways.  ``doer`` and ``closer`` are people, because one person may hold two posts
    and still neither checks nor closes their own work; pages and record show posts only.
    """

    if TYPE_CHECKING:
        town_id: int
        campaign_id: int | None
        aim_id: int | None
        leader_id: int | None
        checker_id: int | None
        closer_id: int | None
        unit_id: int
        lead_unit_id: int | None
        responsible_id: int | None
        category_id: int | None
        place_id: int | None
        hidden_from_id: int | None
        claimed_by_id: int | None
        checked_by_id: int | None
        closed_by_id: int | None
        doer_id: int | None

    town = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    """Whose list it is on."""
    campaign = models.ForeignKey(
        Campaign, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    aim = models.ForeignKey(Aim, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """The goal it serves."""
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    """Where it is: village, school, office."""
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    spot = models.CharField(max_length=120, blank=True)
    category = models.ForeignKey(
        Category, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    source = models.CharField(max_length=20, choices=Source.choices)
    source_ref = models.CharField(max_length=80, blank=True)
    """Opaque: which visit, round or ledger row; no second problem comes from the same one."""
    title = models.CharField(max_length=120)
    statement = models.TextField()
    """What is wrong, in plain words; never who said so."""
    found_on = models.DateField()
    mode = models.CharField(max_length=20, choices=Mode.choices, default=Mode.CHECKING)
    level = models.CharField(max_length=20, choices=Level.choices, default=Level.TOWN)
    """Where it is solved."""
    standard = models.TextField(blank=True)
    """When it counts as done, fixed beforehand."""
    leader = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """Leading official in charge (责任领导)."""
    lead_unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    assisting = models.ManyToManyField(Unit, blank=True, related_name="+")
    responsible = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    due_on = models.DateField(null=True, blank=True)
    state = models.CharField(
        max_length=20, choices=ProblemState.choices, default=ProblemState.FOUND
    )
    hidden_from = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """A unit a message behind it accuses: it and what is below it do not see the problem."""

    not_now_reason = models.TextField(blank=True)
    not_now_until = models.DateField(null=True, blank=True)
    claimed_by = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    doer = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    claimed_at = models.DateTimeField(null=True, blank=True)
    done = models.TextField(blank=True)
    """What was done, as the doer says."""
    checked_by = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    checker = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    checked_at = models.DateTimeField(null=True, blank=True)
    finding = models.TextField(blank=True)
    confirmation = models.CharField(max_length=20, choices=Confirmation.choices, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closer = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.TextField(blank=True)
    reopened_times = models.PositiveIntegerField(default=0)
    institution = models.TextField(blank=True)
    """What rule or habit came out of it (转化制度)."""
    listed_by = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    late_told_at = models.DateTimeField(null=True, blank=True)
    """When its unit was told that it is late."""
    reminded_at = models.DateTimeField(null=True, blank=True)
    """When somebody was told what comes next in this state: the day is near, the date of “not now”
    has come, neighbours have to be asked."""
    version = models.PositiveIntegerField(default=1)

    objects = ProblemQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("town", "state", "-id"), name="problem_list"),
            models.Index(fields=("lead_unit", "state", "due_on"), name="problem_of_unit"),
            models.Index(fields=("unit", "category", "-id"), name="problem_of_matter"),
            models.Index(fields=("state", "due_on"), name="problem_due"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=ProblemState.values), name="problem_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(source__in=Source.values), name="problem_source_is_known"
            ),
            models.CheckConstraint(condition=Q(mode__in=Mode.values), name="problem_mode_is_known"),
            models.CheckConstraint(
                condition=Q(level__in=Level.values), name="problem_level_is_known"
            ),
            models.CheckConstraint(
                condition=Q(confirmation="") | Q(confirmation__in=Confirmation.values),
                name="problem_confirmation_is_known",
            ),
            models.CheckConstraint(condition=~Q(title=""), name="problem_has_a_title"),
            models.CheckConstraint(condition=~Q(statement=""), name="problem_says_what_is_wrong"),
            models.CheckConstraint(
                condition=Q(state__in=(ProblemState.FOUND, ProblemState.NOT_NOW))
                | Q(
                    lead_unit__isnull=False,
                    responsible__isnull=False,
                    due_on__isnull=False,
                ),
                name="problem_listed_has_unit_post_and_day",
            ),
            models.CheckConstraint(
                condition=Q(state__in=(ProblemState.FOUND, ProblemState.NOT_NOW)) | ~Q(standard=""),
                name="problem_listed_has_a_completion_standard",
            ),
            models.CheckConstraint(
                condition=Q(hidden_from__isnull=True)
                | Q(lead_unit__isnull=True)
                | ~Q(lead_unit=F("hidden_from")),
                name="problem_is_not_led_by_the_accused_unit",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(ProblemState.CLAIMED, *_CHECKED_ON))
                | (
                    Q(claimed_by__isnull=False, doer__isnull=False, claimed_at__isnull=False)
                    & ~Q(done="")
                ),
                name="problem_claimed_says_what_was_done",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=_CHECKED_ON)
                | Q(checked_by__isnull=False, checker__isnull=False, checked_at__isnull=False),
                name="problem_checked_has_a_checker",
            ),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True)
                | (
                    ~Q(checked_by=F("claimed_by"))
                    & ~Q(checked_by=F("responsible"))
                    & ~Q(checker=F("doer"))
                ),
                name="problem_is_not_checked_by_the_doer",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(ProblemState.CONFIRMED, ProblemState.CLOSED))
                | (Q(confirmed_at__isnull=False) & ~Q(confirmation="")),
                name="problem_confirmed_says_by_whom",
            ),
            models.CheckConstraint(
                condition=~Q(state=ProblemState.CLOSED)
                | (
                    Q(closed_by__isnull=False, closer__isnull=False, closed_at__isnull=False)
                    & ~Q(outcome="")
                ),
                name="problem_closed_has_outcome",
            ),
            models.CheckConstraint(
                condition=Q(closed_by__isnull=True)
                | (
                    ~Q(closed_by=F("claimed_by"))
                    & ~Q(closed_by=F("responsible"))
                    & ~Q(closer=F("doer"))
                ),
                name="problem_is_not_closed_by_the_doer",
            ),
            models.CheckConstraint(
                condition=~Q(state=ProblemState.NOT_NOW)
                | (~Q(not_now_reason="") & Q(not_now_until__isnull=False)),
                name="problem_not_now_has_reason_and_next_date",
            ),
            models.UniqueConstraint(
                fields=("source", "source_ref"),
                condition=~Q(source_ref=""),
                name="problem_comes_from_its_source_once",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def number(self) -> str:
        return f"{self.made_at.year}-{self.pk:05d}"

    @property
    def ref(self) -> Ref:
        return Ref("problem", str(self.pk), self.number)


class ProblemVoice(models.Model):
    """A message behind a problem."""

    if TYPE_CHECKING:
        problem_id: int
        voice_id: int

    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="sources")
    voice = models.ForeignKey(Voice, on_delete=models.PROTECT, related_name="+")
    joined_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("problem", "voice"), name="problem_names_a_message_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.problem_id}: {self.voice_id}"


class Measure(models.Model):
    """One thing that will be done, by when."""

    if TYPE_CHECKING:
        problem_id: int

    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="measures")
    text = models.CharField(max_length=500)
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    added_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("due_on", "id")
        constraints = (models.CheckConstraint(condition=~Q(text=""), name="measure_says_what"),)

    def __str__(self) -> str:
        return self.text


class MoreTime(models.Model):
    """An extension of a problem's day: asked before it, with a reason, decided by another."""

    if TYPE_CHECKING:
        problem_id: int
        asked_by_id: int
        decided_by_id: int | None

    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="more_time")
    until = models.DateField()
    was_due_on = models.DateField()
    reason = models.TextField()
    asked_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    asked_on = models.DateField()
    granted = models.BooleanField(null=True, blank=True)
    decided_by = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    words = models.TextField(blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=~Q(reason=""), name="more_time_has_a_reason"),
            models.CheckConstraint(
                condition=Q(until__gt=F("was_due_on")), name="more_time_is_later_than_the_day"
            ),
            models.CheckConstraint(
                condition=Q(asked_on__lte=F("was_due_on")),
                name="more_time_is_asked_before_the_day_has_passed",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="more_time_is_not_decided_by_who_asked",
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, granted__isnull=True, decided_by__isnull=True)
                | Q(decided_at__isnull=False, granted__isnull=False, decided_by__isnull=False),
                name="more_time_is_decided_by_somebody",
            ),
            models.UniqueConstraint(
                fields=("problem",),
                condition=Q(decided_at__isnull=True),
                name="problem_has_one_open_request_for_time",
            ),
        )

    def __str__(self) -> str:
        return f"{self.problem_id}: {self.until}"


class ProblemStep(models.Model):
    """One line of a problem's story.  Never changed, never deleted."""

    if TYPE_CHECKING:
        problem_id: int
        post_id: int | None

    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=20, choices=ProblemStepKind.choices)
    at = models.DateTimeField()
    post = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    words = models.TextField(blank=True)
    params = models.JSONField(default=dict, blank=True)
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ("at", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=ProblemStepKind.values), name="problem_step_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(from_state="") | Q(from_state__in=ProblemState.values),
                name="problem_step_begins_in_a_known_state",
            ),
            models.CheckConstraint(
                condition=Q(to_state="") | Q(to_state__in=ProblemState.values),
                name="problem_step_ends_in_a_known_state",
            ),
        )

    def __str__(self) -> str:
        return f"{self.problem_id}: {self.kind}"


class ProblemPicture(models.Model):
    """Before or after; optional, of things and places."""

    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="pictures")
    after = models.BooleanField(default=False)
    picture = models.FileField(upload_to="problems/", max_length=120)
    small = models.FileField(upload_to="problems/", max_length=120)
    added_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("after", "id")
        constraints = (
            models.CheckConstraint(condition=~Q(picture=""), name="problem_picture_has_a_file"),
        )

    def __str__(self) -> str:
        return f"{self.problem_id}: {self.pk}"
