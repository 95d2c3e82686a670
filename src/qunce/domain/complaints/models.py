"""What staff say against the campaign or the software, and the county's answers."""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q

from qunce.domain.accounts.models import Post
from qunce.domain.complaints.states import About, ComplaintState
from qunce.domain.organisations.models import Unit
from qunce.domain.record import Ref


class ComplaintQuerySet(models.QuerySet["Complaint"]):
    def visible_to(self, post: Post | None, *, on: date) -> Self:
        """Answered ones of one's county; one's own; and all of them, for who answers.

        An open complaint is read by who said it with their post, and by the office that answers.
        """
        if post is None:
            return self.none()
        top = post.unit.path.split("/", 1)[0]
        seen = Q(state=ComplaintState.ANSWERED) | Q(post=post)
        if answers_complaints(post):
            seen = Q()
        return self.filter(seen, county__code=top)

    def open(self) -> Self:
        return self.filter(state=ComplaintState.OPEN)

    def answered(self) -> Self:
        return self.filter(state=ComplaintState.ANSWERED)


def answers_complaints(post: Post) -> bool:
    """Whether ``post`` is of the campaign office of a county, or of what stands in its place."""
    return post.role == "campaign_office" and post.unit.parent_id is None


class Complaint(models.Model):
    """One complaint.

    Said without a post it keeps neither post nor unit, and of the time only the day: nothing in
    this row, nor beside it, leads to who said it.  The number is drawn with the form, so that a
    second tap is no second complaint and no order can be read from it.
    """

    if TYPE_CHECKING:
        county_id: int
        unit_id: int | None
        post_id: int | None
        answered_by_id: int | None

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    county = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    """The unit at the top, whose office answers."""
    about = models.CharField(max_length=20, choices=About.choices)
    words = models.TextField()
    page = models.CharField(max_length=80, blank=True)
    """The name of the page it was said on, such as ``office:voices``: no address, no number."""
    unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    post = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """Who is told the answer; ``None``: said without a post."""
    said_on = models.DateField()
    state = models.CharField(
        max_length=20, choices=ComplaintState.choices, default=ComplaintState.OPEN
    )
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    noted_on = models.DateField(null=True, blank=True)
    """When it was entered in the record: on a later day, together with the others of its day."""
    reminded_on = models.DateField(null=True, blank=True)

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        ordering = ("-said_on", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(about__in=About.values), name="complaint_is_about_one_of_two"
            ),
            models.CheckConstraint(condition=~Q(words=""), name="complaint_says_something"),
            models.CheckConstraint(
                condition=Q(state=ComplaintState.OPEN)
                & Q(answer="", answered_at__isnull=True, answered_by__isnull=True)
                | Q(state=ComplaintState.ANSWERED)
                & ~Q(answer="")
                & Q(answered_at__isnull=False, answered_by__isnull=False),
                name="complaint_answered_says_what_and_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(post__isnull=False, unit__isnull=False)
                | Q(post__isnull=True, unit__isnull=True),
                name="complaint_without_a_post_has_no_unit",
            ),
            models.CheckConstraint(
                condition=Q(post__isnull=True)
                | Q(answered_by__isnull=True)
                | ~Q(answered_by=F("post")),
                name="complaint_is_not_answered_by_who_said_it",
            ),
            models.CheckConstraint(
                condition=Q(noted_on__isnull=True) | Q(noted_on__gt=F("said_on")),
                name="complaint_is_noted_on_a_later_day",
            ),
        )

    def __str__(self) -> str:
        return f"{self.about} {self.said_on}"

    @property
    def ref(self) -> Ref:
        return Ref("complaint", str(self.pk), f"complaint of {self.said_on.isoformat()}")
