"""The only writer of complaints: saying, answering, what a day brings.

What is said is not entered in the record at that moment, and nobody is told then: an entry and a
notice carry their instant, and an instant beside other entries would say who said it.  Both come
with the work of a later day, for all complaints alike, in the order of numbers drawn at random.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from qunce.domain.accounts.models import Post
from qunce.domain.complaints import notifying, rules
from qunce.domain.complaints.models import Complaint, ComplaintQuerySet
from qunce.domain.complaints.queries import heads_of, holder_of, offices_of, top_of
from qunce.domain.complaints.states import LONGEST_PAGE, REMIND_DAYS, ComplaintState
from qunce.domain.notices.actions import tell_posts
from qunce.domain.record import Ref
from qunce.domain.record.actions import append
from qunce.domain.record.kinds import register
from qunce.kernel.clock import day_of
from qunce.kernel.refusals import Refused, gettext_noop, refuse

register("complaint.said", gettext_noop("Complaint about the software or the campaign"))
register("complaint.answered", gettext_noop("Complaint answered"))

SOMEBODY = Ref("staff", "", "A member of staff")
"""Who speaks in the record, with a post or without."""


@transaction.atomic
def complain(
    *,
    number: uuid.UUID,
    about: str,
    words: str,
    actor: Post | None,
    with_post: bool,
    now: datetime,
    page: str = "",
    names_nobody: bool = False,
) -> Complaint:
    """What ``actor`` says against the software or the campaign is kept, with the post or without.

    ``with_post=False`` keeps neither post nor unit; nothing but the day is kept of the time.
    All staff of the county read it once there is an answer, so what looks like a person is refused
    unless ``names_nobody`` says that it means none.  ``number`` is drawn with the form: the same
    words under it once more are the same complaint.
    Enters the record as ``complaint.said`` on a later day (:func:`raise_due`).
    """
    words = rules.plain(words)
    refuse(
        rules.why_not_complain(actor, about=about, words=words)
        or ([] if names_nobody else rules.why_not_name(words, on="words"))
    )
    if actor is None:
        raise ValueError("refused above")
    said, new = Complaint.objects.get_or_create(
        pk=number,
        defaults={
            "county": top_of(actor.unit),
            "about": about,
            "words": words,
            "page": page[:LONGEST_PAGE],
            "unit": actor.unit if with_post else None,
            "post": actor if with_post else None,
            "said_on": day_of(now, settings.TIME_ZONE),
        },
    )
    if not new and (said.words, said.about) != (words, about):
        raise Refused(rules.SAID_ALREADY)
    return said


@transaction.atomic
def answer_complaint(
    *, complaint: Complaint, answer: str, actor: Post, now: datetime, names_nobody: bool = False
) -> None:
    """The complaint and its answer can be read by all staff of the county.

    The post that said it has a notice.  Recorded as ``complaint.answered``.  Refuses everybody
    but the county's campaign office, who said it, and a second answer.
    """
    today = day_of(now, settings.TIME_ZONE)
    answer = rules.plain(answer)
    current = Complaint.objects.select_related("county").get(pk=complaint.pk)
    refuse(
        rules.why_not_answer_at_all(
            current, actor, holder_of(actor.pk, today), holder_of(current.post_id, today)
        )
        or rules.why_not_answer_with(answer)
        or ([] if names_nobody else rules.why_not_name(answer, on="answer"))
    )
    answered = Complaint.objects.open().filter(pk=current.pk)
    if (
        answered.update(
            state=ComplaintState.ANSWERED, answer=answer, answered_by=actor, answered_at=now
        )
        != 1
    ):
        raise Refused(rules.ANSWERED)
    if current.post_id is not None:
        _tell([current.post_id], notifying.ANSWERED, current, now)
    append(
        kind="complaint.answered",
        actor=actor.ref,
        subject=current.ref,
        facts={"about": current.about, "said_on": current.said_on.isoformat()},
        now=now,
    )


def raise_due(*, now: datetime, limit: int) -> int:
    """What was said on earlier days is entered in the record and told to the county's office;
    what waits for 15 days is told again, to the head as well.  How many things were done.

    Each is claimed by an update that finds its mark empty or old, so that it is done once.
    """
    today = day_of(now, settings.TIME_ZONE)
    done = 0
    for pk in list(_new(today).values_list("pk", flat=True)[:limit]):
        done += _note(pk, today, now)
    for pk in list(_waiting(today).values_list("pk", flat=True)[: max(limit - done, 0)]):
        done += _remind(pk, today, now)
    return done


def _new(today: date) -> ComplaintQuerySet:
    return Complaint.objects.filter(noted_on__isnull=True, said_on__lt=today).order_by("pk")


@transaction.atomic
def _note(pk: uuid.UUID, today: date, now: datetime) -> bool:
    if _new(today).filter(pk=pk).update(noted_on=today) != 1:
        return False
    said = Complaint.objects.get(pk=pk)
    if said.state == ComplaintState.OPEN:
        _tell([post.pk for post in offices_of(said.county_id)], notifying.WAITS, said, now)
    append(
        kind="complaint.said",
        actor=SOMEBODY,
        subject=said.ref,
        facts={"about": said.about, "said_on": said.said_on.isoformat()},
        now=now,
    )
    return True


def _waiting(today: date) -> ComplaintQuerySet:
    long_ago = today - timedelta(days=REMIND_DAYS)
    return (
        Complaint.objects.open()
        .filter(Q(reminded_on__isnull=True) | Q(reminded_on__lte=long_ago), said_on__lte=long_ago)
        .order_by("said_on", "pk")
    )


@transaction.atomic
def _remind(pk: uuid.UUID, today: date, now: datetime) -> bool:
    if _waiting(today).filter(pk=pk).order_by().update(reminded_on=today) != 1:
        return False
    said = Complaint.objects.get(pk=pk)
    posts = [*offices_of(said.county_id), *heads_of(said.county_id)]
    told = [post.pk for post in posts if post.pk != said.post_id]
    _tell(told, notifying.UNANSWERED, said, now, day=said.said_on.isoformat(), each=str(today))
    return True


def _tell(
    posts: list[int], kind: str, said: Complaint, now: datetime, *, each: str = "", **params: str
) -> None:
    tell_posts(
        posts=posts,
        kind=kind,
        key=f"{kind}:{said.pk}:{each}",
        about=said.ref,
        params=params,
        path=f"/office/complaints/{said.pk}/",
        now=now,
    )
