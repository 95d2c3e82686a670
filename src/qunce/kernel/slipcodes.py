"""The code on a voting slip: drawn, never derived, with a sign that finds typing mistakes.

Twelve signs are drawn (sixty bits from the operating system), the thirteenth checks them: the
number they write, modulo 37.  Crockford gives the five remainders above 31 the signs ``*~$=U``;
they are hard to say aloud, hard to find on a telephone, and U is taken for V.  A code whose check
would be one of them is drawn again.  Every code that is left is as likely as every other, so
that 32/37 of 2**60 remain: 59.79 bits.

37 is prime and does not divide 31, a power of 32, or a difference of two signs, so one wrong sign
and two neighbours changed places are always found, the check sign included; of anything else 36
in 37.

Nothing here knows which codes exist.  What is said about a mistyped code follows from its own
signs alone and helps nobody to guess one.
"""

import hmac
import secrets
from dataclasses import dataclass

from qunce.kernel.refusals import Refusal, gettext_noop
from qunce.kernel.signs import BETWEEN, SIGNS, grouped, plain, written

DRAWN = 12
LENGTH = DRAWN + 1
_MODULUS = 37
_TYPED_AT_MOST = 500
"""Characters looked at; an address with a code at its end is shorter."""
_BETWEEN = (
    BETWEEN
    + "\r_,、。:;·・…/|()[]<>《》「」『』【】〔〕“”‘’\"'`~−‐‑‒―−\u200b\u200c\u200d\u2060\ufeff"
)
_VALUES = {sign: value for value, sign in enumerate(SIGNS)}
_CONFUSED = (
    "0DQG",
    "8B3",
    "5S6",
    "2Z7",
    "17T4",
    "6G",
    "CG",
    "EF",
    "MN",
    "PR",
    "VY",
    "VW",
    "KX",
    "9G4",
)
_TAKEN_FOR = {
    sign: "".join(sorted({other for kin in _CONFUSED if sign in kin for other in kin} - {sign}))
    for sign in SIGNS
}


@dataclass(frozen=True, slots=True)
class Read:
    """What was made of typed text: a code that fits, or the reason why it is none."""

    code: str | None
    """Thirteen signs whose check fits; whether such a slip exists is another question."""
    suspicious: tuple[int, ...] = ()
    """Places to look at again, counted from 1 without dashes; several when several would do."""
    why_not: Refusal | None = None


def draw_code() -> str:
    """Thirteen signs nobody can guess; see above for what they are worth."""
    while True:
        drawn = secrets.randbits(5 * DRAWN)
        check = drawn % _MODULUS
        if check < len(SIGNS):
            return written(drawn, DRAWN) + SIGNS[check]


def printed(code: str) -> str:
    """``XXXX-XXXX-XXXX-C``."""
    return grouped(code)


def read(text: str) -> Read:
    """The code in what a person typed, or what a scanner read from the slip's QR code.

    Takes small letters, full-width signs, blanks, dashes and Chinese punctuation; O for 0, I and
    L for 1; an address with the code behind its ``#``.  Otherwise ``why_not`` has the code
    ``slip_code_empty``, ``slip_code_short``, ``slip_code_long``, ``slip_code_sign`` (a sign no
    code has) or ``slip_code_check``.  For the last, ``suspicious`` names each sign that is easily
    taken for another with which the code would fit; and if there is none, each pair of
    neighbours that would have to change places.
    """
    typed = text[:_TYPED_AT_MOST]
    signs = plain(typed.rpartition("#")[2] if "://" in typed else typed, between=_BETWEEN)
    if len(text) > _TYPED_AT_MOST or len(signs) > LENGTH:
        return Read(None, (), _wrong_length("slip_code_long", _TOO_LONG, len(signs)))
    if not signs:
        return Read(None, (), Refusal("slip_code_empty", _EMPTY))
    odd = tuple(at for at, sign in enumerate(signs, start=1) if sign not in _VALUES)
    if odd:
        found = {"places": _listed(odd)}
        return Read(None, odd, Refusal("slip_code_sign", _ODD_SIGN, found))
    if len(signs) < LENGTH:
        return Read(None, (), _wrong_length("slip_code_short", _TOO_SHORT, len(signs)))
    if _fits(signs):
        return Read(signs)
    places = _confused(signs) or _swapped(signs)
    if places:
        return Read(
            None, places, Refusal("slip_code_check", _LOOK_THERE, {"places": _listed(places)})
        )
    return Read(None, (), Refusal("slip_code_check", _LOOK_AGAIN))


def tag(key: bytes, ballot: str, code: str) -> str:
    """By what a code is known: HMAC-SHA256 in hex; without the key it tells nothing.

    ``code`` as :func:`draw_code` or :func:`read` gave it.  One hash and no slow one: a code has
    nearly sixty random bits and the key is not in the database.
    """
    return hmac.digest(key, f"qunce.slip.tag.v1\0{ballot}\0{code}".encode(), "sha256").hex()


def _fits(signs: str) -> bool:
    number = 0
    for sign in signs[:DRAWN]:
        number = number * 32 + _VALUES[sign]
    return number % _MODULUS == _VALUES[signs[DRAWN]]


def _confused(signs: str) -> tuple[int, ...]:
    """Places where one sign, taken for another, would explain it."""
    return tuple(
        at + 1
        for at, sign in enumerate(signs)
        if any(_fits(signs[:at] + other + signs[at + 1 :]) for other in _TAKEN_FOR[sign])
    )


def _swapped(signs: str) -> tuple[int, ...]:
    """Places of neighbours that would have to change places."""
    places: set[int] = set()
    for at in range(LENGTH - 1):
        swapped = signs[:at] + signs[at + 1] + signs[at] + signs[at + 2 :]
        if swapped != signs and _fits(swapped):
            places |= {at + 1, at + 2}
    return tuple(sorted(places))


def _listed(places: tuple[int, ...]) -> str:
    return ", ".join(map(str, places))


def _wrong_length(code: str, message: str, signs: int) -> Refusal:
    return Refusal(code, message, {"signs": signs, "length": LENGTH})


_EMPTY = gettext_noop("Type the code on your slip.")
_TOO_SHORT = gettext_noop(
    "A code has %(length)s letters and digits; %(signs)s were typed. See whether the end is "
    "missing: the single sign after the last dash belongs to the code."
)
_TOO_LONG = gettext_noop(
    "A code has %(length)s letters and digits; more were typed. See whether one was typed twice."
)
_ODD_SIGN = gettext_noop(
    "No code has the sign in place %(places)s, counted without the dashes. Compare it with the "
    "slip; the letter U is never in a code, perhaps it is a V."
)
_LOOK_THERE = gettext_noop(
    "The code was not typed as it is printed. Compare the sign in place %(places)s with the slip, "
    "counted without the dashes; signs such as 8 and B look alike."
)
_LOOK_AGAIN = gettext_noop(
    "The code was not typed as it is printed. Compare it with the slip, sign by sign."
)
