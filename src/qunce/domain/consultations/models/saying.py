"""What people said: on a sheet, at a meeting, and of what others said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from qunce.domain.accounts.models import Post
from qunce.domain.consultations.models.answering import Answer, Grouping
from qunce.domain.consultations.models.asking import Consultation, Paragraph, Question
from qunce.domain.consultations.querysets import PointQuerySet, SheetQuerySet
from qunce.domain.consultations.states import PointState, Says
from qunce.domain.gates.states import Way
from qunce.domain.organisations.models import Unit
from qunce.domain.problems.models import Problem
from qunce.domain.record import Ref


class Meeting(models.Model):
    """A meeting at which people were asked: how many, never who."""

    if TYPE_CHECKING:
        consultation_id: int
        unit_id: int
        written_by_id: int

    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, related_name="meetings"
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    """The village or other unit whose people were asked; the town itself for a town meeting."""
    on = models.DateField()
    place = models.CharField(max_length=120)
    invited = models.PositiveIntegerField(null=True, blank=True)
    """How many were invited; none when it was open to everybody."""
    came = models.PositiveIntegerField()
    spoke = models.PositiveIntegerField()
    """How many of those who came said something."""
    submission = models.CharField(max_length=64, unique=True)
    written_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ("on", "id")
        constraints = (
            models.CheckConstraint(condition=~Q(place=""), name="meeting_has_a_place"),
            models.CheckConstraint(
                condition=Q(came__range=(1, 10_000))
                & (Q(invited__isnull=True) | Q(invited__range=(1, 100_000))),
                name="meeting_is_of_a_believable_size",
            ),
            models.CheckConstraint(
                condition=Q(spoke__lte=F("came")), name="meeting_has_as_many_speakers_as_came"
            ),
        )

    def __str__(self) -> str:
        return f"{self.on}: {self.place}"

    @property
    def ref(self) -> Ref:
        return Ref("meeting", str(self.pk), f"{self.on.isoformat()} {self.place}")


class Hands(models.Model):
    """How many hands went up for an option of a question at a meeting."""

    if TYPE_CHECKING:
        meeting_id: int
        question_id: int

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="hands")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="hands")
    option = models.CharField(max_length=40)
    count = models.PositiveIntegerField()

    class Meta:
        ordering = ("question__number", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("meeting", "question", "option"), name="hands_are_counted_once"
            ),
            models.CheckConstraint(
                condition=Q(count__gte=1) & ~Q(option=""), name="hands_are_some"
            ),
        )

    def __str__(self) -> str:
        return f"{self.option}: {self.count}"


class Sheet(models.Model):
    """One person's answer: no name, no telephone number, no address, nothing of the device."""

    if TYPE_CHECKING:
        consultation_id: int
        village_id: int | None
        keyed_by_id: int | None
        meeting_id: int | None

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="sheets")
    channel = models.CharField(max_length=20, choices=Way.choices)
    village = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    helped = models.BooleanField(default=False)
    """Somebody filled it in for the one who speaks."""
    keyed_by = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """Who entered it; none: the person, or a helper, on the web page."""
    meeting = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="sheets"
    )
    """The meeting at which the form was filled in."""
    said_on = models.DateField()
    submission = models.CharField(max_length=64, unique=True)
    """Names one sending; a double tap gives one sheet."""
    uid = models.CharField(max_length=32, unique=True)
    """Random, hex; the code is made from it with a key outside the database."""
    code_hash = models.CharField(max_length=64, unique=True, null=True, blank=True)
    """HMAC of the code; none when the person wanted no code (each is its own, hence not empty)."""
    salt = models.CharField(max_length=32)
    wants_answer = models.BooleanField(default=False)
    """The person took a code, to read what came of it."""
    submitted_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)

    objects = SheetQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("consultation", "channel"), name="sheet_by_way"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(channel__in=Way.values), name="sheet_channel_is_known"
            ),
            models.CheckConstraint(
                condition=Q(channel=Way.WEB) | Q(keyed_by__isnull=False),
                name="sheet_from_paper_says_who_keyed_it",
            ),
            models.CheckConstraint(
                condition=Q(wants_answer=True, code_hash__isnull=False)
                | Q(wants_answer=False, code_hash__isnull=True),
                name="sheet_that_wants_an_answer_has_a_code",
            ),
            models.CheckConstraint(
                condition=Q(told_at__isnull=True) | Q(wants_answer=True),
                name="sheet_told_was_to_be_told",
            ),
            models.CheckConstraint(
                condition=Q(meeting__isnull=True) | Q(channel=Way.MEETING),
                name="sheet_of_a_meeting_comes_from_it",
            ),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """What staff call it; no secret, and nobody's name."""
        return f"{self.submitted_at.year}-{self.pk:06d}"

    @property
    def ref(self) -> Ref:
        return Ref("sheet", str(self.pk), self.number)


class Point(models.Model):
    """One thing that was said, exactly as spoken, of a paragraph or in general."""

    if TYPE_CHECKING:
        consultation_id: int
        sheet_id: int | None
        meeting_id: int | None
        paragraph_id: int | None
        grouping_id: int | None
        answer_id: int | None
        problem_id: int | None

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="points")
    sheet = models.ForeignKey(
        Sheet, null=True, blank=True, on_delete=models.PROTECT, related_name="points"
    )
    meeting = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="points"
    )
    paragraph = models.ForeignKey(
        Paragraph, null=True, blank=True, on_delete=models.PROTECT, related_name="points"
    )
    words = models.TextField()
    """As it was said; for the office, until somebody read it through for names."""
    state = models.CharField(max_length=20, choices=PointState.choices, default=PointState.WAITING)
    public_text = models.TextField(blank=True)
    """The masked wording, of a masked point only."""
    withheld_because = models.CharField(max_length=500, blank=True)
    checked_by = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    checked_at = models.DateTimeField(null=True, blank=True)
    grouping = models.ForeignKey(
        Grouping, null=True, blank=True, on_delete=models.PROTECT, related_name="points"
    )
    answer = models.ForeignKey(
        Answer, null=True, blank=True, on_delete=models.PROTECT, related_name="points"
    )
    problem = models.ForeignKey(
        Problem, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """The problem that was made from it."""

    objects = PointQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        indexes = (
            models.Index(fields=("consultation", "state", "id"), name="point_to_read"),
            models.Index(fields=("consultation", "answer"), name="point_to_answer"),
        )
        constraints = (
            models.CheckConstraint(condition=~Q(words=""), name="point_says_something"),
            models.CheckConstraint(
                condition=Q(state__in=PointState.values), name="point_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(sheet__isnull=False, meeting__isnull=True)
                | Q(sheet__isnull=True, meeting__isnull=False),
                name="point_comes_from_a_sheet_or_a_meeting",
            ),
            models.CheckConstraint(
                condition=(Q(state=PointState.MASKED) & ~Q(public_text=""))
                | (~Q(state=PointState.MASKED) & Q(public_text="")),
                name="point_masked_has_its_public_words",
            ),
            models.CheckConstraint(
                condition=(Q(state=PointState.WITHHELD) & ~Q(withheld_because=""))
                | (~Q(state=PointState.WITHHELD) & Q(withheld_because="")),
                name="point_withheld_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(
                    state=PointState.WAITING, checked_by__isnull=True, checked_at__isnull=True
                )
                | (
                    ~Q(state=PointState.WAITING)
                    & Q(checked_by__isnull=False, checked_at__isnull=False)
                ),
                name="point_checked_says_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(answer__isnull=True) | ~Q(state=PointState.WAITING),
                name="point_answered_was_read_through",
            ),
        )

    def __str__(self) -> str:
        return f"{self.consultation_id}: {self.pk}"

    @property
    def said(self) -> str | None:
        """What everybody reads; none while it waits and when it is withheld."""
        return {PointState.SHOWN: self.words, PointState.MASKED: self.public_text}.get(
            PointState(self.state)
        )

    @property
    def ref(self) -> Ref:
        return Ref("point", str(self.pk), f"{self.consultation_id}-{self.pk}")


class Choice(models.Model):
    """The option a sheet chose for a question."""

    if TYPE_CHECKING:
        sheet_id: int
        question_id: int

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="choices")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="choices")
    option = models.CharField(max_length=40)

    class Meta:
        ordering = ("question__number",)
        constraints = (
            models.UniqueConstraint(
                fields=("sheet", "question"), name="sheet_answers_a_question_once"
            ),
            models.CheckConstraint(condition=~Q(option=""), name="choice_names_an_option"),
        )

    def __str__(self) -> str:
        return f"{self.question_id}: {self.option}"


class Support(models.Model):
    """What one reader says of one shown point; the last word counts, and no time is kept.

    ``voter`` is an HMAC of a random token in the reader's browser, another in each consultation;
    it is tied to no sheet and to nobody.
    """

    if TYPE_CHECKING:
        point_id: int

    point = models.ForeignKey(Point, on_delete=models.PROTECT, related_name="supports")
    voter = models.CharField(max_length=64)
    says = models.CharField(max_length=20, choices=Says.choices)

    class Meta:
        ordering = ("voter", "point")
        constraints = (
            models.UniqueConstraint(
                fields=("point", "voter"), name="reader_has_one_word_on_a_point"
            ),
            models.CheckConstraint(
                condition=Q(says__in=Says.values) & ~Q(voter=""), name="support_says_something"
            ),
        )

    def __str__(self) -> str:
        return f"{self.point_id}: {self.says}"
