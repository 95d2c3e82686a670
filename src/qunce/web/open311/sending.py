"""A report as it comes in: read, checked, and told everything that is wrong with it at once.

The test endpoint goes through the same code; only what is kept afterwards differs.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from unicodedata import normalize

from django.utils.translation import gettext as _

from qunce.domain.identities.contents import Person
from qunce.domain.identities.rules import why_not_seal
from qunce.domain.matters.models import Category, Question
from qunce.domain.matters.states import WITH_VALUES, Datatype
from qunce.domain.organisations.models import Place, Unit
from qunce.domain.voices.models.voice import LONGEST
from qunce.domain.voices.words import cleaned, one_line, says_something
from qunce.web.open311.asking import instant
from qunce.web.open311.body import Fields, one
from qunce.web.open311.catalogue import find_offered, unknown_service, worded
from qunce.web.open311.endpoint import as_code
from qunce.web.open311.faults import BAD, Fault, Wrong, from_refusals
from qunce.web.open311.places import find_place

ADDRESS = 120
"""Characters of an address: what a message keeps of its spot."""
ANSWER = 1000
"""Characters of one answer to a question."""
MEDIA = 500
_NUMBER = re.compile(r"[+-]?\d{1,15}([.,]\d{1,10})?")
_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
_NOT_IN_PHONE = re.compile(r"[^0-9+\- ]+")


@dataclass(frozen=True, slots=True)
class Report:
    """A report without fault.  Who sent it is in ``person`` and nowhere else."""

    category: Category
    text: str = field(repr=False)
    address: str = field(repr=False)
    place: Place | None
    latitude: float | None = field(repr=False)
    longitude: float | None = field(repr=False)
    details: Mapping[str, list[str]] = field(repr=False)
    person: Person | None
    media: str = field(repr=False)


def read_report(fields: Fields, county: Unit) -> Report:
    """The report that ``fields`` say; raises :class:`Wrong` with every fault.

    One statement for the service, one more for a place named by its code.
    """
    faults: list[Fault] = []
    category, details = _service(fields, faults)
    text = _text(fields, faults)
    address = address_of(fields)
    if len(address) > ADDRESS:
        faults.append(_too_long("address_string", ADDRESS))
    latitude, longitude = _coordinates(fields, faults)
    place = _place(fields, county)
    _check_location(fields, place, faults)
    person = _person(fields, faults)
    media = one_line(one(fields, "media_url"))
    if len(media) > MEDIA:
        faults.append(_too_long("media_url", MEDIA))
    if faults or category is None:
        raise Wrong(*faults)
    return Report(
        category=category,
        text=text or category.name,
        address=address,
        place=place,
        latitude=latitude,
        longitude=longitude,
        details=details,
        person=person,
        media=media,
    )


def _service(
    fields: Fields, faults: list[Fault]
) -> tuple[Category | None, Mapping[str, list[str]]]:
    code = one(fields, "service_code")
    if not code:
        faults.append(Fault(BAD, _("service_code is missing: say which service it is.")))
        return None, {}
    found = find_offered(code)
    if found is None:
        faults.append(unknown_service(code))
        return None, {}
    category, questions = found
    return category, _details(fields, questions, faults)


def _text(fields: Fields, faults: list[Fault]) -> str:
    """The description with one kind of line end and without control characters, as kept."""
    text = cleaned(one(fields, "description"))
    if len(text) > LONGEST:
        sentence = _("description is too long: at most %(most)s characters, now %(now)s.")
        faults.append(Fault(BAD, sentence % {"most": LONGEST, "now": len(text)}))
    return text if says_something(text) else ""


# --- where


def address_of(fields: Fields) -> str:
    """The address on one line, without control characters."""
    return one_line(one(fields, "address_string"))


def _coordinates(fields: Fields, faults: list[Fault]) -> tuple[float | None, float | None]:
    given = {name: one(fields, name) for name in ("lat", "long")}
    if not any(given.values()):
        return None, None
    if not all(given.values()):
        faults.append(Fault(BAD, _("lat and long are given together, or neither of them.")))
        return None, None
    numbers = [_degrees(given["lat"], 90), _degrees(given["long"], 180)]
    for name, number in zip(given, numbers, strict=True):
        if number is None:
            sentence = _("%(field)s is no number of degrees (WGS 84).") % {"field": name}
            faults.append(Fault(BAD, sentence))
    return (numbers[0], numbers[1]) if None not in numbers else (None, None)


def _degrees(text: str, most: float) -> float | None:
    try:
        number = float(text) if len(text) <= 40 and text.isascii() else math.nan
    except ValueError:
        return None
    return number if abs(number) <= most else None  # NaN is not


def _place(fields: Fields, county: Unit) -> Place | None:
    code = as_code(one(fields, "address_id"))
    return find_place(code, county) if code else None


def _check_location(fields: Fields, place: Place | None, faults: list[Fault]) -> None:
    if any(one(fields, name) for name in ("lat", "long", "address_string")) or place:
        return
    if one(fields, "address_id"):
        sentence = _("There is no address_id “%(code)s” here.")
        faults.append(Fault(BAD, sentence % {"code": as_code(one(fields, "address_id"))}))
    else:
        sentence = _("The location is missing: lat and long, or address_string, or address_id.")
        faults.append(Fault(BAD, sentence))


# --- the service's own questions


def _details(
    fields: Fields, questions: list[Question], faults: list[Fault]
) -> dict[str, list[str]]:
    """Answers by code.  Attributes that the service does not have are ignored."""
    details: dict[str, list[str]] = {}
    for question in questions:
        name = f"attribute[{question.code}]"
        sent = [*fields.get(name, []), *fields.get(f"{name}[]", [])]
        answers = [value for value in map(cleaned, sent) if value]
        if question.datatype != Datatype.MULTIPLE:
            answers = answers[-1:]
        if not answers:
            if question.required:
                sentence = _("%(field)s is missing: %(what)s.")
                faults.append(
                    Fault(BAD, sentence % {"field": name, "what": worded(question, "description")})
                )
            continue
        if wrong := _why_not_answer(question, answers):
            faults.append(Fault(BAD, f"{name}: {wrong}"))
        details[question.code] = list(dict.fromkeys(answers))
    return details


def _why_not_answer(question: Question, answers: list[str]) -> str:
    if question.datatype in WITH_VALUES:
        keys = [str(value["key"]) for value in question.values]
        if not set(answers) <= set(keys):
            return _("choose from %(keys)s.") % {"keys": ", ".join(keys)}
    if any(len(answer) > ANSWER for answer in answers):
        return _("at most %(most)s characters.") % {"most": ANSWER}
    if question.datatype == Datatype.NUMBER and not _NUMBER.fullmatch(answers[0]):
        return _("a number is needed.")
    if question.datatype == Datatype.DATETIME and instant(answers[0]) is None:
        return _("date and time with their zone are needed, as in 2026-03-02T01:30:00Z.")
    return ""


# --- who


def _person(fields: Fields, faults: list[Fault]) -> Person | None:
    """Whoever can be reached; a name without a way to reach anybody is not kept.

    A mail address stands in ``address``.  device_id and account_id are never looked at.
    """
    phone, mail = one(fields, "phone"), one(fields, "email")
    if not phone and not mail:
        return None
    first, last = one(fields, "first_name"), one(fields, "last_name")
    name = f"{last}{first}" if _HAN.search(last + first) else f"{first} {last}"
    person = Person(
        name=one_line(name),
        phone=_dialled(phone) or phone,
        address=one_line(mail),
    )
    faults += from_refusals(why_not_seal(person))
    return person


def _dialled(phone: str) -> str:
    """“(0571) 8888.0000” as the digits that are dialled, for the rule on telephone numbers."""
    return " ".join(_NOT_IN_PHONE.sub(" ", normalize("NFKC", phone)).split())


def _too_long(name: str, most: int) -> Fault:
    sentence = _("%(field)s is too long: at most %(most)s characters.")
    return Fault(BAD, sentence % {"field": name, "most": most})
