"""Reads that several pages and actions share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, F, IntegerField, Q, QuerySet, Subquery, When

from qunce.domain.accounts.models import Holding, Post, User
from qunce.domain.accounts.states import PostRole
from qunce.domain.identities.models import Identity
from qunce.domain.identities.queries import OpeningSeen
from qunce.domain.identities.queries import openings_of as openings_of_identity
from qunce.domain.matters.models import Category
from qunce.domain.organisations.models import Unit
from qunce.domain.searching.queries import matching
from qunce.domain.voices import owed
from qunce.domain.voices.deadlines import Due, Standing, standing
from qunce.domain.voices.models import Answer, Clock, Step, Voice
from qunce.domain.voices.querysets import Sight
from qunce.domain.voices.states import (
    SPEAKERS,
    STAFF_ONLY,
    ClockState,
    StepKind,
    VoiceKind,
    VoiceState,
)
from qunce.text.grams import normalise

SEARCH_KIND = "voice"
VIEWS = ("new", "mine", "late", "all")
REACH = timedelta(days=180)
"""How far back the same matter is looked for."""
COMPARED = 200
"""The most messages whose words are compared with one."""
NOT_FOLLOWED = (VoiceState.MERGED, VoiceState.SPLIT, VoiceState.SET_ASIDE)


# --- for the office


def queue(
    post: Post | None,
    on: date,
    *,
    view: str = "new",
    category: Category | None = None,
    village: Unit | None = None,
    kind: str = "",
    words: str = "",
    sight: Sight | None = None,
) -> QuerySet[Voice]:
    """Messages that ``post`` sees; each has ``next_due_on``, the first day somebody must act by.

    ``new``: to be sorted, decided or accepted by this post's unit; ``mine``: it must answer
    them; ``late``: a duty's last day has passed; ``all``: the rest too.  Urgent danger stands
    first, then what is due first; in ``all`` the newest.  ``sight`` saves looking it up again.
    """
    found = _view(sight or Sight.of(post, on), on, view)
    if category is not None:
        found = found.filter(category=category)
    if village is not None:
        found = found.filter(village=village)
    if kind:
        found = found.filter(kind=kind)
    numbers = matching(SEARCH_KIND, words) if words.strip() else None
    if numbers is not None:
        found = found.filter(pk__in=numbers)
    if view == "all":
        return found.order_by("-id")
    danger = Case(When(kind=VoiceKind.URGENT, then=0), default=1)
    return found.order_by(danger, F("next_due_on").asc(nulls_last=True), "id")


@dataclass(frozen=True, slots=True)
class QueuePage:
    """Some messages of a queue, in its order."""

    rows: list[Voice]
    number: int
    """Of the page, from 1."""
    more: bool
    """Whether there is a page after it; how many in all is not counted, it would cost more."""


SHOWN = ("town", "village", "place", "category", "receiver", "responsible", "post", "post__unit")
"""What a row shows besides the message."""


def page_of(found: QuerySet[Voice], number: int, *, size: int = 50) -> QueuePage:
    """Page ``number`` of ``found`` with everything a row shows.  Two statements.

    The numbers are looked up first and the rows then: sorting many thousand wide rows would cost
    more than everything else.
    """
    number = max(1, number)
    first = (number - 1) * size
    pks = list(found.values_list("pk", flat=True)[first : first + size + 1])
    rows = Voice.objects.filter(pk__in=pks[:size]).select_related(*SHOWN).in_bulk()
    return QueuePage([rows[pk] for pk in pks[:size]], number, len(pks) > size)


def _view(sight: Sight, on: date, view: str) -> QuerySet[Voice]:
    seen = Voice.objects.all()
    if view == "new":
        return seen.in_sight(
            sight,
            sorts=Q(state__in=(VoiceState.RECEIVED, VoiceState.OBJECTED)),
            answers=Q(state=VoiceState.REGISTERED),
            joined=False,
        )
    if view == "mine":
        in_hand = (VoiceState.REGISTERED, VoiceState.OBJECTED, VoiceState.ACCEPTED)
        in_review = (VoiceState.IN_REVIEW, VoiceState.IN_RE_REVIEW)
        return seen.in_sight(
            sight, answers=Q(state__in=in_hand), reviews=Q(state__in=in_review), joined=False
        )
    if view == "late":
        late = Q(next_due_on__lt=on)
        return seen.in_sight(sight, sorts=late, answers=late, reviews=late, joined=False)
    return seen.in_sight(sight)


COUNTED = 999
"""Beyond so many a view is “more than”: nobody works through them by their number."""


class _Counted(Subquery):
    template = "(SELECT COUNT(*) FROM (%(subquery)s) _counted)"
    output_field = IntegerField()


def waiting_counts(post: Post | None, on: date, sight: Sight | None = None) -> dict[str, int]:
    """How many messages stand in each view, counted up to ``COUNTED`` and one.

    One statement besides those of the sight.
    """
    if post is None or post.role in (PostRole.VIEWER, PostRole.GUIDANCE):
        return dict.fromkeys(VIEWS, 0)
    sight = sight or Sight.of(post, on)
    counted = {
        view: _Counted(_view(sight, on, view).order_by().values("pk")[: COUNTED + 1])
        for view in VIEWS
    }
    found: Any = Post.objects.filter(pk=post.pk).values(**counted).get()
    return {view: int(found[view]) for view in VIEWS}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A message that may be about the same matter; a person decides."""

    voice: Voice
    same_category: bool
    same_village: bool
    same_place: bool
    common: int
    """Pairs of characters that stand in both texts."""
    share: float
    """Of the pairs of the shorter text, from 0 to 1."""


def candidates(voice: Voice, post: Post, on: date, limit: int = 5) -> list[Candidate]:
    """Messages of the same town about what may be the same matter, the likeliest first.

    Only what ``post`` sees and could be joined: of the last 180 days, ended ones too, accusing the
    same unit or none.  Compared by category, village, place and common pairs of characters.
    """
    beside = Q(pk__in=[])
    if voice.category_id is not None:
        beside |= Q(category=voice.category_id)
    if voice.village_id is not None:
        beside |= Q(village=voice.village_id)
    if voice.place_id is not None:
        beside |= Q(place=voice.place_id)
    seen = (
        Voice.objects.visible_to(post, on=on)
        .filter(town=voice.town_id, accused=voice.accused_id, receiver=voice.receiver_id)
        .filter(received_at__gte=voice.received_at - REACH)
        .exclude(pk=voice.pk)
        .exclude(state__in=NOT_FOLLOWED)
        .select_related("category", "village", "place", "responsible")
        .order_by("-id")
    )
    found = {one.pk: one for one in seen.filter(beside)[:COMPARED]}
    found |= {one.pk: one for one in seen[:COMPARED]}
    pairs = _pairs(voice.text)
    likely = [
        candidate for one in found.values() if _is_likely(candidate := _beside(voice, one, pairs))
    ]
    likely.sort(key=lambda one: (-_weight(one), -one.voice.pk))
    return likely[:limit]


def _pairs(text: str) -> frozenset[str]:
    runs = normalise(text).split()
    return frozenset(run[at : at + 2] for run in runs for at in range(len(run) - 1))


def _beside(voice: Voice, other: Voice, pairs: frozenset[str]) -> Candidate:
    theirs = _pairs(other.text)
    common = len(pairs & theirs)
    return Candidate(
        voice=other,
        same_category=voice.category_id is not None and voice.category_id == other.category_id,
        same_village=voice.village_id is not None and voice.village_id == other.village_id,
        same_place=voice.place_id is not None and voice.place_id == other.place_id,
        common=common,
        share=common / max(1, min(len(pairs), len(theirs))),
    )


def _weight(one: Candidate) -> float:
    return one.share + 0.3 * one.same_category + 0.2 * one.same_village + 0.3 * one.same_place


def _is_likely(one: Candidate) -> bool:
    return (one.common >= 2 and one.share >= 0.2) or _weight(one) - one.share >= 0.5


# --- for both


def identity_of(voice: Voice) -> Identity | None:
    """Who spoke; of a part, who spoke the message it was split from."""
    while voice.identity_id is None and voice.split_from_id is not None:
        voice = Voice.objects.get(pk=voice.split_from_id)
    return voice.identity


def openings_of(voice: Voice) -> list[OpeningSeen]:
    """Who opened the contact, when and what for; nothing where none was left."""
    identity = identity_of(voice)
    return [] if identity is None else openings_of_identity(identity)


def followed(voice: Voice) -> Voice:
    """The message on which this one's matter is followed: itself unless it was joined."""
    if voice.merged_into_id is None:
        return voice
    return Voice.objects.select_related(
        "town", "village", "receiver", "responsible", "reviewer", "accused", "category"
    ).get(pk=voice.merged_into_id)


def parts_of(voice: Voice) -> list[Voice]:
    """What a message was split into, in order; empty for others."""
    if voice.state != VoiceState.SPLIT:
        return []
    return list(voice.parts.select_related("category", "responsible").order_by("id"))


def story(voice: Voice) -> list[Step]:
    """What the speaker reads: every step but notes, in order, through joining and splitting.

    Of a message that was joined, the news of the other from then on, without what its speaker
    said; of one that was split, the stories of its parts.
    """
    own = Q(voice=voice) & (Q(spoken_in__isnull=True) | Q(spoken_in=voice))
    wanted = own
    if voice.merged_into_id is not None:
        wanted |= _news(voice)
    for part in parts_of(voice):
        wanted |= Q(voice=part) & (Q(spoken_in__isnull=True) | Q(spoken_in__in=[voice, part]))
        if part.merged_into_id is not None:
            wanted |= _news(part)
    return list(
        Step.objects.filter(wanted)
        .exclude(kind__in=STAFF_ONLY)
        .select_related("post", "post__unit", "voice")
        .order_by("at", "id")
    )


def _news(voice: Voice) -> Q:
    since = voice.steps.filter(kind=StepKind.MERGED).order_by("-at", "-id").values("at")[:1]
    others = (*SPEAKERS, StepKind.JOINED, StepKind.SPLIT_FROM)
    theirs = Q(at__gte=Subquery(since)) & ~Q(kind__in=others)
    answers = Q(kind__in=(StepKind.ANSWERED, StepKind.REVIEWED, StepKind.RE_REVIEWED))
    return Q(voice=voice.merged_into_id) & (theirs | answers | Q(spoken_in=voice))


def answers_of(voice: Voice) -> list[Answer]:
    """The answers the speaker reads: those of the message that is followed, the first one first."""
    return list(
        Answer.objects.filter(voice__in=[voice.pk, voice.merged_into_id or voice.pk])
        .select_related("unit", "post")
        .order_by("at", "id")
    )


@dataclass(frozen=True, slots=True)
class ClockSeen:
    """A clock as a page shows it."""

    clock: Clock
    standing: Standing
    duty: bool


def clocks_of(voice: Voice, today: date) -> list[ClockSeen]:
    """Every clock of the message but the dropped ones, what is due first at first."""
    rights = owed.rights()
    found = Clock.objects.filter(voice=voice).exclude(state=ClockState.DROPPED)
    return [
        ClockSeen(
            clock,
            standing(Due(None if clock.state == ClockState.PAUSED else clock.due_on), today),
            clock.rule not in rights,
        )
        for clock in found.select_related("unit").prefetch_related("extensions")
    ]


def running_clocks(voice: Voice, rules: Iterable[str] | None = None) -> list[Clock]:
    """The clocks that run or stand, of these rules or of all."""
    found = Clock.objects.filter(voice=voice, state__in=(ClockState.RUNNING, ClockState.PAUSED))
    if rules is not None:
        found = found.filter(rule__in=list(rules))
    return list(found.order_by("due_on", "id"))


def extendable_clock(voice: Voice) -> Clock | None:
    """The running clock that may be extended: the sixty days of art. 34, or a county's own."""
    for clock in running_clocks(voice):
        rule = owed.rules().get(clock.rule)
        if clock.state == ClockState.RUNNING and rule is not None and rule.extension is not None:
            return clock
    return None


def last_answer(voice: Voice) -> Answer | None:
    return voice.answers.select_related("unit", "unit__parent").order_by("-at", "-id").first()


def holder_of(post: Post, on: date) -> User | None:
    """Who holds ``post`` on that day."""
    held = Holding.objects.on(on).filter(post=post).select_related("user").first()
    return held.user if held else None


def units_above(unit: Unit) -> Sequence[Unit]:
    """The units above, the nearest first.  One statement, none for a top."""
    codes = unit.path.split("/")[:-2]
    if not codes:
        return []
    paths = ["/".join(codes[: at + 1]) + "/" for at in range(len(codes))]
    return list(Unit.objects.filter(path__in=paths).order_by("-path"))
