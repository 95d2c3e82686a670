"""Two tables: the entries, which only grow, and one row that says how far they have grown.

The truth of an entry is ``canonical``; the columns beside it repeat parts of it so that pages
can ask for them, and ``checking`` compares them with it byte by byte.  Triggers (migration
``0002_guards``) refuse update and removal, and any entry that does not follow the last one.
"""

import json
from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact

from qunce.domain.record import kinds
from qunce.domain.record.refs import Ref


class EntryQuerySet(models.QuerySet["Entry"]):
    """Chainable reads; nothing here writes."""

    def about(self, kind: str, id: str) -> "EntryQuerySet":
        """Entries whose subject is this one, by kind and id."""
        return self.filter(subject_kind=kind, subject_id=id)

    def of_kind(self, *codes: str) -> "EntryQuerySet":
        return self.filter(kind__in=codes)

    def since(self, index: int) -> "EntryQuerySet":
        """Entries from ``index`` on, oldest first: a reader's cursor."""
        return self.filter(index__gte=index).order_by("index")

    def newest_first(self) -> "EntryQuerySet":
        return self.order_by("-index")


class Entry(models.Model):
    """One thing that happened, and the signed head of the record right after it."""

    index = models.IntegerField(primary_key=True)
    at = models.DateTimeField()
    kind = models.CharField(max_length=64)
    actor_kind = models.CharField(max_length=40)
    actor_id = models.CharField(max_length=64, blank=True)
    actor_name = models.TextField()
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=64, blank=True)
    subject_name = models.TextField()
    canonical = models.TextField()
    leaf_hash = models.CharField(max_length=64)
    head_root = models.CharField(max_length=64)
    head_signature = models.CharField(max_length=128)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["index"]
        verbose_name_plural = "entries"
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="entry_by_subject")]
        constraints = [
            # `index` is the primary key, and on SQLite an INTEGER one: the rowid itself, so the
            # order of the record is the order of the file and there is no second copy to bend.
            models.CheckConstraint(condition=Q(index__gte=0), name="entry_index_not_negative"),
            models.CheckConstraint(condition=~Q(kind=""), name="entry_is_of_some_kind"),
            models.CheckConstraint(
                condition=~Q(actor_kind="") & ~Q(actor_name=""), name="entry_names_its_actor"
            ),
            models.CheckConstraint(
                condition=~Q(subject_kind="") & ~Q(subject_name=""), name="entry_names_its_subject"
            ),
            models.CheckConstraint(condition=~Q(canonical=""), name="entry_holds_its_fact"),
            models.CheckConstraint(
                condition=Exact(Length("leaf_hash"), 64), name="entry_leaf_hash_is_64_digits"
            ),
            models.CheckConstraint(
                condition=Exact(Length("head_root"), 64), name="entry_root_is_64_digits"
            ),
            models.CheckConstraint(
                condition=Exact(Length("head_signature"), 128),
                name="entry_signature_is_128_digits",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.index} {self.kind} {self.subject_name}"

    @property
    def size(self) -> int:
        """How many entries the record had with this one."""
        return self.index + 1

    @property
    def facts(self) -> dict[str, Any]:
        """What the caller recorded, read from the canonical text."""
        facts: dict[str, Any] = json.loads(self.canonical)["facts"]
        return facts

    @property
    def label(self) -> str:
        """The kind in untranslated words; the page translates it."""
        return kinds.label(self.kind)

    @property
    def actor(self) -> Ref:
        return Ref(self.actor_kind, self.actor_id, self.actor_name)

    @property
    def subject(self) -> Ref:
        return Ref(self.subject_kind, self.subject_id, self.subject_name)


class TreeState(models.Model):
    """The one row that every append locks: how many entries there are, and the tree's frontier.

    ``origin`` is the record's own name, drawn at random when the database was made; it is part
    of every fact and every head, so that two records signed with one key cannot be mixed.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    origin = models.CharField(max_length=32)
    size = models.IntegerField(default=0)
    frontier = models.TextField(blank=True, default="")
    root = models.CharField(max_length=64)
    public_key = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="tree_state_is_one_row"),
            models.CheckConstraint(condition=Q(size__gte=0), name="tree_state_size_not_negative"),
            models.CheckConstraint(
                condition=Exact(Length("origin"), 32), name="tree_state_origin_is_32_digits"
            ),
            models.CheckConstraint(
                condition=Exact(Length("root"), 64), name="tree_state_root_is_64_digits"
            ),
            models.CheckConstraint(
                condition=Q(size=0) | Q(Exact(Length("public_key"), 64)),
                name="tree_state_names_its_key_once_used",
            ),
        ]

    def __str__(self) -> str:
        return f"record {self.origin} with {self.size} entries"
