"""Who is asked: a draw from a frozen frame that anyone who holds the frame can replay.

The frame is a list of tags for each stratum; a tag stands for a person and is made elsewhere under
a key, so that it names nobody.  First the root of the frame is published, then dice are rolled in
public, then the draw follows from both.  Nobody can choose the frame to suit the dice or the dice
to suit the frame.

Every byte that is hashed is the RFC 8785 form of a fact (:mod:`qunce.kernel.canonical`), so a
second program in another language can follow.
"""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction

from qunce.kernel.canonical import JSON, canonical
from qunce.statistics.unfit import Unfit

LEAST_FRAME = 10
"""People.  Of fewer nothing could be published that does not point at somebody."""

LEAST_DICE = 10
"""With few dice a frame could be tried out beforehand that suits every roll; ten have 6**10
(60 million) outcomes."""


class FrameTooSmall(Unfit):
    """There are too few people to draw from; ``empty_frame`` when there is nobody."""

    code = "frame_too_small"


class TwiceInFrame(Unfit):
    """The same tag stands twice; ``names`` are the tags.

    ``twice_in_stratum`` or ``in_two_strata``.
    """

    code = "twice_in_stratum"


class SampleTooLarge(Unfit):
    """More are to be drawn than there are people."""

    code = "sample_exceeds_population"


def check_frame(frame: Mapping[str, Sequence[str]], least: int = LEAST_FRAME) -> None:
    """Raise unless each person stands once in the frame and there are at least ``least``.

    :class:`TwiceInFrame` with every tag that stands twice, those in one stratum before those in
    two; :class:`FrameTooSmall` for 0, 1, 3 people.
    """
    strata_of: dict[str, set[str]] = {}
    twice: list[str] = []
    for name, tags in frame.items():
        twice += [tag for tag, times in Counter(tags).items() if times > 1]
        for tag in tags:
            strata_of.setdefault(tag, set()).add(name)
    if twice:
        raise TwiceInFrame("a tag stands twice in a stratum", names=sorted(set(twice)))
    both = sorted(tag for tag, names in strata_of.items() if len(names) > 1)
    if both:
        raise TwiceInFrame("a tag stands in two strata", code="in_two_strata", names=both)
    people = len(strata_of)
    if not people:
        raise FrameTooSmall("nobody is in the frame", code="empty_frame")
    if people < least:
        raise FrameTooSmall(f"{people} people are in the frame, at least {least} are needed")


def frame_root(frame: Mapping[str, Sequence[str]]) -> str:
    """SHA-256, as 64 hex digits, of the frame; the order of strata and tags has no part in it.

    The hashed bytes are the canonical form of ``{"frame": {stratum: [tags, sorted]}, "is":
    "qunce frame 1"}``.  Raises :class:`TwiceInFrame`, and :class:`FrameTooSmall` ``empty_frame``.
    """
    check_frame(frame, least=1)
    by_name = {name: sorted(tags) for name, tags in frame.items()}
    fact: dict[str, JSON] = {"is": "qunce frame 1", "frame": by_name}
    return hashlib.sha256(canonical(fact)).hexdigest()


def seed(frame_root: str, dice: Sequence[int], least: int = LEAST_DICE) -> bytes:
    """The 32 bytes that decide the draw, from the root and the dice in the order they were rolled.

    SHA-256 of the canonical form of ``{"dice": [...], "frame": root, "is": "qunce seed 1"}``.
    Raises :class:`Unfit` ``bad_dice`` for a die that shows anything but 1 to 6, ``too_few_dice``,
    ``bad_root``.
    """
    if len(frame_root) != 64 or not set(frame_root) <= set("0123456789abcdef"):
        raise Unfit("a root is 64 small hex digits", code="bad_root")
    if any(type(die) is not int or not 1 <= die <= 6 for die in dice):
        raise Unfit("a die shows 1 to 6", code="bad_dice")
    if len(dice) < least:
        raise Unfit(f"{len(dice)} dice, at least {least} are needed", code="too_few_dice")
    fact: dict[str, JSON] = {"is": "qunce seed 1", "frame": frame_root, "dice": list(dice)}
    return hashlib.sha256(canonical(fact)).digest()


def drawn(tags: Sequence[str], seed: bytes, n: int) -> list[str]:
    """The ``n`` tags with the smallest HMAC-SHA256(seed, tag in UTF-8), in that order.

    Sorting by a keyed hash gives each set of n the same chance; nothing is reduced modulo a
    number, so there is no bias, and n + 1 draws the same n and one more.  A stratum is drawn from
    its own tags with the seed of the whole.  Raises :class:`SampleTooLarge`,
    :class:`TwiceInFrame`, and :class:`Unfit` ``bad_count`` for n < 0.
    """
    if n < 0:
        raise Unfit(f"a sample of {n}", code="bad_count")
    twice = sorted(tag for tag, times in Counter(tags).items() if times > 1)
    if twice:
        raise TwiceInFrame("a tag stands twice", names=twice)
    if n > len(tags):
        raise SampleTooLarge(f"{n} are to be drawn from {len(tags)}")
    by_hash = sorted((hmac.digest(seed, tag.encode(), "sha256"), tag) for tag in tags)
    return [tag for _, tag in by_hash[:n]]


def allocate(total: int, populations: Mapping[str, int], least: int = 0) -> dict[str, int]:
    """How many to draw in each stratum: in proportion to its people, ``least`` at any rate.

    A stratum with fewer than ``least`` people is asked whole.  What is left goes to the others in
    proportion, rounded by largest remainder; of equal remainders the larger stratum first, then
    by name.  The sizes add up to ``total``.  Raises :class:`SampleTooLarge` when there are not so
    many people, and :class:`Unfit` ``total_below_minimum`` when ``least`` alone takes more,
    ``bad_count`` for negative numbers.
    """
    if total < 0 or least < 0 or any(people < 0 for people in populations.values()):
        raise Unfit("negative numbers of people", code="bad_count")
    if total > sum(populations.values()):
        raise SampleTooLarge(f"{total} are to be drawn from {sum(populations.values())}")
    floor = {name: min(least, people) for name, people in populations.items()}
    if sum(floor.values()) > total:
        raise Unfit(
            f"at least {least} in each stratum are {sum(floor.values())}, more than {total}",
            code="total_below_minimum",
        )
    sizes: dict[str, int] = {}
    free = {name: people for name, people in populations.items() if people}
    while True:
        rest = total - sum(sizes.values())
        people = sum(free.values())
        quota = {name: Fraction(rest * size, people) for name, size in free.items()}
        short = [name for name in free if quota[name] < floor[name]]
        if not short:
            break
        for name in short:
            sizes[name] = floor[name]
            del free[name]
    sizes |= {name: int(share) for name, share in quota.items()}
    missing = total - sum(sizes.values())
    first = sorted(quota, key=lambda name: (int(quota[name]) - quota[name], -free[name], name))
    for name in first[:missing]:
        sizes[name] += 1
    return {name: sizes.get(name, 0) for name in populations}
