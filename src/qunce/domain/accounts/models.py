"""Users, posts and who holds them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from qunce.domain.accounts.states import LEADING, PostRole
from qunce.domain.organisations.models import Area, Unit
from qunce.domain.record import Ref


class UserManager(BaseUserManager["User"]):
    """Looks users up by their log-in name; making one is an action."""


class User(AbstractBaseUser):
    """A member of staff who signs in.  Residents have no account."""

    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=60)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField()
    entry_word = models.CharField(max_length=128, blank=True)
    """Hash of the word with which one chooses a password, once; empty when there is none."""
    entry_word_until = models.DateTimeField(null=True, blank=True)
    """From this instant on the word opens nothing."""

    USERNAME_FIELD = "username"
    objects = UserManager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(username=""), name="user_has_a_log_in_name"),
            models.CheckConstraint(
                condition=Q(entry_word="", entry_word_until__isnull=True)
                | (~Q(entry_word="") & Q(entry_word_until__isnull=False)),
                name="user_entry_word_has_an_end",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name


class PostQuerySet(models.QuerySet["Post"]):
    def held_by(self, user: User, *, on: date) -> Self:
        """The posts ``user`` holds on the day ``on``."""
        current = Holding.objects.filter(user=user).on(on)
        return self.filter(pk__in=current.values("post_id"))


class Post(models.Model):
    """A post of a unit; it carries duties, whoever holds it."""

    if TYPE_CHECKING:
        unit_id: int
        area_id: int | None
        own_branch_id: int | None

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="posts")
    code = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=80)
    role = models.CharField(max_length=20, choices=PostRole.choices)
    area = models.ForeignKey(
        Area, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """The area a guidance post looks after."""
    own_branch = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """The unit in whose ordinary branch a leading official takes part like everybody else."""

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ("unit__path", "code")
        constraints = (
            models.CheckConstraint(
                condition=Q(role__in=PostRole.values), name="post_role_is_known"
            ),
            models.CheckConstraint(condition=~Q(title=""), name="post_has_a_title"),
            models.CheckConstraint(
                condition=Q(area__isnull=True) | Q(role=PostRole.GUIDANCE),
                name="post_with_an_area_is_a_guidance_post",
            ),
            models.CheckConstraint(
                condition=Q(own_branch__isnull=True) | Q(role__in=LEADING),
                name="post_with_an_own_branch_leads",
            ),
        )

    def __str__(self) -> str:
        return f"{self.unit.name} {self.title}"

    @property
    def ref(self) -> Ref:
        """As the record prints it: the post, never the person."""
        return Ref("post", str(self.pk), str(self))


class HoldingQuerySet(models.QuerySet["Holding"]):
    def on(self, day: date) -> Self:
        return self.filter(Q(until__isnull=True) | Q(until__gt=day), since__lte=day)


class Holding(models.Model):
    """Who holds a post, from ``since`` up to and without ``until``."""

    if TYPE_CHECKING:
        post_id: int
        user_id: int

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="holdings")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="holdings")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = HoldingQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("post",), condition=Q(until__isnull=True), name="post_has_one_holder"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")),
                name="holding_ends_after_it_begins",
            ),
        )

    def __str__(self) -> str:
        return f"{self.post_id}: {self.since}"
