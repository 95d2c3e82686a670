"""An uploaded ledger, and what becomes of each of its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.core.files.storage import FileSystemStorage
from django.db import models
from django.db.models import F, Q

from qunce.domain.accounts.models import Post
from qunce.domain.accounts.states import PostRole
from qunce.domain.imports.states import ENDED, ImportState, LedgerKind, RowOutcome
from qunce.domain.organisations.models import Unit
from qunce.domain.problems.models import Problem
from qunce.domain.record import Ref
from qunce.domain.voices.models import Voice


def private_storage() -> FileSystemStorage:
    """Below the uploads, readable by this installation's own user alone: ledgers name people."""
    return FileSystemStorage(file_permissions_mode=0o600, directory_permissions_mode=0o700)


class LedgerImportQuerySet(models.QuerySet["LedgerImport"]):
    def visible_to(self, post: Post | None) -> Self:
        """The ledgers of the town whose campaign office ``post`` is; nobody else's."""
        if post is None or post.role != PostRole.CAMPAIGN_OFFICE:
            return self.none()
        return self.filter(town=post.unit_id)


class LedgerImport(models.Model):
    """One ledger, from the upload to the last row.

    What it is called on the office's disk is not kept: file names name people.  The file lies in
    the uploads until the rows are taken over or dropped, then it is deleted.
    """

    if TYPE_CHECKING:
        town_id: int
        made_by_id: int

    town = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=LedgerKind.choices)
    state = models.CharField(
        max_length=20, choices=ImportState.choices, default=ImportState.UPLOADED
    )
    submission = models.CharField(max_length=64, unique=True)
    """Names one sending of the form; a double tap uploads one ledger."""
    label = models.CharField(max_length=80, blank=True)
    """What the office calls it here, in its own words."""
    file = models.FileField(
        upload_to="imports/", storage=private_storage, max_length=120, blank=True
    )
    file_sha256 = models.CharField(max_length=64)
    """Of the file as it came: what was looked through is what is taken over."""
    rejected = models.FileField(
        upload_to="imports/", storage=private_storage, max_length=120, blank=True
    )
    """The rows set aside with the reasons, as .xlsx; deleted when the office has it."""
    sheet = models.CharField(max_length=200, blank=True)
    sheets = models.JSONField(default=list, blank=True)
    """The other sheets that hold something."""
    columns = models.JSONField(default=list, blank=True)
    """``[{"place": 0, "letter": "A", "heading": "序号", "codes": ["number"]}]``; the headings only
    where they were recognised, because the first row of a table without headings names people."""
    mapping = models.JSONField(null=True, blank=True)
    """Code of a column to its place; ``None``: as the headings say."""
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    """The year of days written without one."""
    reasons = models.JSONField(default=list, blank=True)
    """Why it could not be read, or what the reader noticed (``reasons``)."""
    job = models.UUIDField(null=True, blank=True)
    """The job that has it in hand, by its id: the row belongs to another project."""
    made_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    asked_at = models.DateTimeField()
    """Since when the work that is now to be done waits or runs."""
    ended_at = models.DateTimeField(null=True, blank=True)

    rows_all = models.PositiveIntegerField(default=0)
    """Rows of the file below its headings, empty ones too: what progress is measured against."""
    rows_read = models.PositiveIntegerField(default=0)
    rows_good = models.PositiveIntegerField(default=0)
    """Rows still to be taken over."""
    rows_bad = models.PositiveIntegerField(default=0)
    rows_doubled = models.PositiveIntegerField(default=0)
    rows_taken = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    objects = LedgerImportQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("town", "-id"), name="import_of_town"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=LedgerKind.values), name="import_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=ImportState.values), name="import_state_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=ENDED) | Q(file="", ended_at__isnull=False),
                name="import_ended_keeps_no_file",
            ),
            models.CheckConstraint(
                condition=~Q(state=ImportState.TAKEN) | Q(rows_good=0),
                name="import_taken_has_no_row_left",
            ),
            models.CheckConstraint(
                condition=Q(rows_taken=0) | ~Q(state=ImportState.DROPPED),
                name="import_dropped_has_taken_nothing",
            ),
            models.CheckConstraint(
                condition=Q(
                    rows_read=F("rows_good") + F("rows_bad") + F("rows_doubled") + F("rows_taken")
                ),
                name="import_counts_each_row_once",
            ),
        )

    def __str__(self) -> str:
        return self.label or self.number

    @property
    def number(self) -> str:
        return f"{self.made_at.year}-{self.pk:04d}"

    @property
    def ref(self) -> Ref:
        return Ref("ledger_import", str(self.pk), self.number)


class ImportRow(models.Model):
    """What becomes of one row.  Its cells are not here: they are read from the file again."""

    if TYPE_CHECKING:
        ledger_import_id: int
        problem_id: int | None
        voice_id: int | None

    ledger_import = models.ForeignKey(LedgerImport, on_delete=models.PROTECT, related_name="rows")
    row_number = models.PositiveIntegerField()
    """As the sheet counts."""
    outcome = models.CharField(max_length=10, choices=RowOutcome.choices)
    extract = models.CharField(max_length=60, blank=True)
    """How the matter begins, to know the row by; never from a column that names people.  Emptied
    when the row is taken over."""
    unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """Where it lies, as understood."""
    listed = models.BooleanField(default=False)
    """A problem that has all it needs to stand on the list at once."""
    reasons = models.JSONField(default=list, blank=True)
    """Why it is set aside, or what could not be understood although it is taken (``reasons``)."""
    problem = models.ForeignKey(
        Problem, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    voice = models.ForeignKey(
        Voice, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("row_number",)
        indexes = (
            models.Index(
                fields=("ledger_import", "outcome", "row_number"), name="import_rows_by_outcome"
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("ledger_import", "row_number"), name="import_row_stands_once"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=RowOutcome.values), name="import_row_outcome_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=(RowOutcome.BAD, RowOutcome.DOUBLED)) | ~Q(reasons=[]),
                name="import_row_set_aside_says_why",
            ),
            models.CheckConstraint(
                condition=(
                    Q(outcome=RowOutcome.TAKEN, problem__isnull=False, voice__isnull=True)
                    | Q(outcome=RowOutcome.TAKEN, problem__isnull=True, voice__isnull=False)
                    | Q(outcome=RowOutcome.DOUBLED)
                    | (
                        ~Q(outcome__in=(RowOutcome.TAKEN, RowOutcome.DOUBLED))
                        & Q(problem__isnull=True, voice__isnull=True)
                    )
                ),
                name="import_row_taken_names_what_it_became",
            ),
        )

    def __str__(self) -> str:
        return f"{self.ledger_import_id}: {self.row_number}"
