"""Notices to posts, and where their mail goes."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, gettext

from qunce.domain.accounts.models import Post, User
from qunce.domain.notices import kinds
from qunce.domain.record import Ref

_ENGLISH = "_en"


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Chainable reads; nothing here writes."""

    def of(self, post: Post) -> Self:
        return self.filter(post=post)

    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)

    def by_urgency(self) -> Self:
        """What is due first stands first, then what has no day, the oldest first."""
        return self.order_by(F("due_on").asc(nulls_last=True), "made_at", "pk")


class Notice(models.Model):
    """One thing a post has to know.

    ``key`` says which thing it is, for instance ``voice:12:late:handle:2026-03-09``: a post is
    told it once.  The number is drawn by the teller: after an insertion that passes over what is
    there already, one sees by it which rows are new.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=64)
    key = models.CharField(max_length=160)
    about_kind = models.CharField(max_length=40)
    about_id = models.CharField(max_length=64)
    params = models.JSONField(default=dict)
    path = models.CharField(max_length=200)
    """Where it is looked at: an address on this site, beginning with a slash."""
    due_on = models.DateField(null=True, blank=True)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("post", "key"), name="notice_is_told_once"),
            models.CheckConstraint(condition=~Q(kind="") & ~Q(key=""), name="notice_has_its_key"),
            models.CheckConstraint(
                condition=~Q(about_kind="") & ~Q(about_id=""), name="notice_is_about_something"
            ),
            models.CheckConstraint(
                condition=Q(path__startswith="/") & ~Q(path__startswith="//"),
                name="notice_leads_to_this_site",
            ),
        )
        indexes = (
            models.Index(
                fields=["post", "due_on"],
                condition=Q(read_at__isnull=True),
                name="notice_unread_by_post",
            ),
            models.Index(fields=["about_kind", "about_id"], name="notice_by_subject"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    @property
    def said(self) -> str:
        """The sentence in the language of the reader, its gaps filled: in English that of ``name``
        with what stands under ``name_en``, where there is such a param."""
        sentence: str = gettext(kinds.sentence(self.kind))
        params = dict(self.params)
        if (get_language() or "").startswith("en"):
            params |= {
                name.removesuffix(_ENGLISH): value
                for name, value in self.params.items()
                if name.endswith(_ENGLISH)
            }
        try:
            return str(sentence % params)
        except (KeyError, TypeError, ValueError):  # told by a version with another sentence
            return sentence


class MailAddress(models.Model):
    """Where mails to a post go, and whether they are wanted.

    ``user`` is who entered their own address: mails stop when another person takes the post.
    Nobody stands there for the mailbox of an office, which stays with the post.
    """

    if TYPE_CHECKING:
        post_id: int
        user_id: int | None

    post = models.OneToOneField(Post, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    address = models.EmailField(max_length=254, blank=True)
    wants = models.BooleanField(default=False)
    since = models.DateTimeField()
    """What was told before is not mailed."""
    quiet_until = models.DateTimeField(null=True, blank=True)
    """No mail before: somebody is sending one, or the last one could not be delivered."""
    failures = models.PositiveIntegerField(default=0)
    """How many mails could not be delivered since the last one that could."""

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(wants=False) | ~Q(address=""), name="mail_that_is_wanted_has_an_address"
            ),
        )

    def __str__(self) -> str:
        return f"mail to post {self.post_id}"

    @property
    def ref(self) -> Ref:
        return Ref("post", str(self.post_id), str(self.post))
