"""One byte form of a fact: RFC 8785 JSON (JCS), so that a hash of it means something.

Two programs that hold the same fact must arrive at the same bytes, today and in thirty years,
in whatever language the second one is written.  RFC 8785 is that form: UTF-8, members sorted
by their UTF-16 code units, numbers as ECMAScript prints them, no white space.

What this module decides beyond the RFC:

* **Text is taken as it is.**  RFC 8785 forbids Unicode normalisation, and so do we: ``é`` as
  one code point and as two are two facts.  Silent NFC would change what a resident wrote and
  make a receipt disagree with their copy.  Whoever wants NFC applies it where text comes in.
* **Only JSON goes in.**  Dates, decimals, enums of other types and lazy translations are
  refused; the caller says how an instant or a day is written, with :func:`instant` or
  :func:`day`, so that no library default can change the bytes later.
* **Numbers must survive a double.**  NaN, the infinities and integers beyond 2**53 - 1 are
  refused rather than rounded.  Large numbers travel as text.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import TypeAlias

import rfc8785

JSON: TypeAlias = bool | int | float | str | Sequence["JSON"] | Mapping[str, "JSON"] | None
"""What a fact may be made of."""


class NotCanonical(ValueError):
    """The fact has no canonical form; the sentence says which value stands in the way."""


def canonical(fact: JSON) -> bytes:
    """The RFC 8785 bytes of ``fact``; equal facts give equal bytes.

    Raises :class:`NotCanonical` for a float that is not finite, an integer outside
    ±(2**53 - 1), a lone surrogate, a key that is not text, nesting too deep to walk, and any
    type that is not JSON.
    """
    try:
        return rfc8785.dumps(fact)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError) as error:
        raise NotCanonical(str(error)) from error
    except RecursionError as error:
        raise NotCanonical("the fact is nested too deeply, or contains itself") from error


def instant(moment: datetime) -> str:
    """``moment`` as UTC with six decimals and Z: ``2009-09-18T01:30:00.000000Z``.

    The width is fixed, so these strings sort as the instants do.  A moment without a time
    zone is refused: it names no instant.
    """
    if moment.utcoffset() is None:
        raise NotCanonical(f"{moment.isoformat()} has no time zone, so it names no instant")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ").rjust(27, "0")


def read_instant(text: str) -> datetime:
    """The moment that :func:`instant` wrote as ``text``; any other spelling is refused."""
    try:
        moment = datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    except (TypeError, ValueError) as error:
        raise NotCanonical(f"{text!r} is not an instant such as {_EXAMPLE}") from error
    if instant(moment) != text:
        raise NotCanonical(f"{text!r} is not an instant such as {_EXAMPLE}")
    return moment


def day(on: date) -> str:
    """``on`` as ``2009-09-18``; an instant is refused, because its day depends on the place."""
    if isinstance(on, datetime):
        raise NotCanonical(f"{on.isoformat()} is an instant; say in which place it is which day")
    return on.isoformat()


_EXAMPLE = "2009-09-18T01:30:00.000000Z"
