"""Beside the jobs of django_tasks_db: who works, what was tried, what comes again.

A job itself is a row of ``django_tasks_db.DBTaskResult``.  It is named here by its id and not by
a foreign key, because its table belongs to another project whose rows may be cleared away.
"""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from qunce.domain.jobs.processes import Process, is_running
from qunce.domain.jobs.states import Outcome


class Worker(models.Model):
    """A loop that takes jobs; the row is there while it lives, and is removed when it is dead."""

    name = models.CharField(max_length=200)
    place = models.CharField(max_length=80)
    pid = models.PositiveIntegerField()
    started = models.CharField(max_length=32, blank=True)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    """Its last heartbeat, by the clock of its own machine."""

    class Meta:
        ordering = ("began_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=("name",), name="worker_name_is_given_once"),
            models.CheckConstraint(condition=~Q(name=""), name="worker_has_a_name"),
        )

    def __str__(self) -> str:
        return self.name

    @classmethod
    def of(cls, process: Process) -> Self:
        """The row of ``process``, not saved and without its instants."""
        return cls(name=process.name, place=process.place, pid=process.pid, started=process.started)

    def is_running(self) -> bool | None:
        """Whether its process runs; ``None`` when that cannot be seen from this machine."""
        return is_running(place=self.place, pid=self.pid, started_at_tick=self.started)


class Attempt(models.Model):
    """One try at one job by one worker; without ``ended_at`` it goes on."""

    job = models.UUIDField()
    number = models.PositiveSmallIntegerField()
    worker = models.CharField(max_length=200)
    """The worker's name; its row may be gone."""
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    error = models.CharField(max_length=200, blank=True)
    """The class of what was raised.  Never its words: they may quote a resident."""

    class Meta:
        ordering = ("job", "number")
        constraints = (
            models.UniqueConstraint(fields=("job", "number"), name="attempt_number_is_given_once"),
            models.UniqueConstraint(
                fields=("job",),
                condition=Q(ended_at__isnull=True),
                name="attempt_is_alone_while_it_runs",
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1), name="attempt_number_counts_from_one"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, outcome="")
                | Q(ended_at__isnull=False, outcome__in=Outcome.values),
                name="attempt_ended_has_its_outcome",
            ),
        )
        indexes = (
            models.Index(
                fields=["worker"], condition=Q(ended_at__isnull=True), name="attempt_in_hand"
            ),
        )

    def __str__(self) -> str:
        return f"{self.job} {self.number}"


class Scheduled(models.Model):
    """Something that comes again every ``every`` seconds; ``next_at`` is its next slot."""

    name = models.CharField(max_length=60)
    every = models.PositiveIntegerField()
    next_at = models.DateTimeField()
    last_at = models.DateTimeField(null=True, blank=True)
    """When a slot was last claimed."""

    class Meta:
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(fields=("name",), name="scheduled_name_is_given_once"),
            models.CheckConstraint(condition=~Q(name=""), name="scheduled_has_a_name"),
            models.CheckConstraint(condition=Q(every__gte=1), name="scheduled_has_a_distance"),
        )

    def __str__(self) -> str:
        return self.name
