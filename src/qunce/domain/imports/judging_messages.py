"""What a row of a ledger of messages becomes, and why not."""

from __future__ import annotations

from collections.abc import Mapping

from qunce.domain.identities.contents import ADDRESS, Person
from qunce.domain.identities.rules import why_not_seal
from qunce.domain.imports.judging import Town, Verdict, extract_of
from qunce.domain.imports.keys import key_of
from qunce.domain.imports.reading import Row
from qunce.domain.imports.states import LedgerKind
from qunce.domain.voices.actions.taking_over import SaidInLedger
from qunce.domain.voices.rules import why_not_receive
from qunce.domain.voices.said import Said
from qunce.domain.voices.states import Channel, VoiceKind
from qunce.domain.voices.words import one_line
from qunce.kernel.refusals import Refusal, gettext_noop

ACCUSING = ("揭发", "控告", "举报", "检举")
"""Words of a kind that speaks against a unit or its staff (信访工作条例, art. 17, 30(3))."""

KINDS: Mapping[VoiceKind, tuple[str, ...]] = {
    VoiceKind.THANKS: ("感谢", "表扬", "thanks"),
    VoiceKind.SUGGESTION: ("建议", "suggestion"),
    VoiceKind.OPINION: ("意见", "咨询", "opinion"),
    VoiceKind.PETITION: ("信访", "申诉", "求决", "petition"),
}
"""Words of the kind's column, tried in this order; anything else is a problem."""

_KEPT = ("number", "channel", "kind", "due_on", "result", "answered_on", "remarks")
"""Columns kept as a note for the staff under their own headings.  Not those that name persons."""


class MessageJudge:
    """Rows of a ledger of messages."""

    kind = LedgerKind.MESSAGES

    def __init__(self, town: Town) -> None:
        self.town = town

    def judge(self, row: Row) -> Verdict:
        town = self.town
        words = _words(row)
        verdict = Verdict(
            key=key_of(row, kind=self.kind, town=town.town.code),
            extract=extract_of(words),
            reasons=list(row.problems),
        )
        kind_words = row.values.get("kind", "")
        if any(word in kind_words for word in ACCUSING):
            # it would stand before the eyes of those it speaks against
            verdict.reasons.append(_accuses())
        unit, place = town.where(row, "place")
        verdict.unit = unit or town.town
        said = Said(
            kind=_kind(kind_words),
            channel=Channel.IMPORT,
            text=words,
            town=town.town,
            submission=verdict.key,
            village=unit if unit is not None and unit.pk != town.town.pk else None,
            place=place,
            spot="" if unit is not None else row.values.get("place", ""),
            person=_person(row, verdict),
            category=town.categories.find(kind_words),
            said_on=row.days.get("said_on"),
            keyed_by=town.actor,
        )
        if not verdict.reasons:
            verdict.reasons += why_not_receive(said, today=town.today)
        if not verdict.reasons:
            verdict.becomes = SaidInLedger(said, town.in_its_words(row, _KEPT))
        return verdict


def _words(row: Row) -> str:
    """What was said; a title that says more stands above it."""
    title, text = row.values.get("title", ""), row.values.get("text", "")
    return text if not title or title in text else f"{title}\n{text}"


def _kind(words: str) -> VoiceKind:
    folded = words.casefold()
    for kind, said in KINDS.items():
        if any(one in folded for one in said):
            return kind
    return VoiceKind.PROBLEM


def _person(row: Row, verdict: Verdict) -> Person | None:
    """Who spoke.  A telephone cell that is no number (two numbers, 微信) goes to the address."""
    name, phone, address = (one_line(row.values.get(code, "")) for code in _WHO)
    person = Person(name=name, phone=phone, address=address)
    if phone and any(reason.on == "phone" for reason in why_not_seal(person)):
        person = Person(name=name, address=f"{address} {phone}".strip()[:ADDRESS])
    if not (person.phone or person.address):
        if name:
            verdict.notes.append(_without_contact())
        return None
    verdict.reasons += why_not_seal(person)
    return person


_WHO = ("name", "phone", "address")


def _accuses() -> Refusal:
    return Refusal(
        "import_message_accuses",
        gettext_noop(
            "The message speaks against somebody in office. Write it down by hand and name the "
            "unit it speaks of, so that it is passed above that unit (Regulation on Petition "
            "Work, art. 30(3))."
        ),
        on="kind",
    )


def _without_contact() -> Refusal:
    return Refusal(
        "import_name_without_contact",
        gettext_noop(
            "There is a name without telephone or address. The message is taken over without the "
            "name, because nobody could be answered."
        ),
        on="name",
    )
