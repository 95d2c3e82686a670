"""Reading a directive into a draft."""

from __future__ import annotations

import hashlib
from calendar import monthrange
from collections.abc import Iterable, Iterator
from datetime import date, datetime

from django.db import transaction

from qunce.domain.accounts.models import Post
from qunce.domain.campaigns.models import Draft, DraftLine, DraftRepair
from qunce.domain.campaigns.rules import why_not_draft
from qunce.domain.campaigns.states import LineKind
from qunce.domain.organisations.models import Unit
from qunce.domain.record.actions import append
from qunce.domain.record.kinds import register
from qunce.kernel.refusals import Refused, gettext_noop
from qunce.text.directive import Notice, Outline, read
from qunce.text.directive.outline import Section
from qunce.text.directive.repairs import pairs

register("draft.read", gettext_noop("Directive read into a draft"))


def draft_directive(
    *,
    unit: Unit,
    source_name: str,
    source_media: str,
    text: str,
    template: str,
    actor: Post,
    now: datetime,
    notices: Iterable[Notice] = (),
) -> Draft:
    """A draft holds the text as received and every line read from it; recorded as ``draft.read``.

    The record keeps the SHA-256 of the text (UTF-8) and the number of lines, not the text.
    Refuses posts outside the unit's campaign office, an empty, too long or impossible text, and
    an unknown template.  The reading itself happens before the transaction, so no lock waits
    for it.
    """
    if reasons := why_not_draft(unit=unit, post=actor, text=text, template=template):
        raise Refused(reasons)
    outline = read(text)
    with transaction.atomic():
        draft = Draft.objects.create(
            unit=unit,
            source_name=source_name[:200],
            source_media=source_media,
            source_text=text,
            source_sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
            read_at=now,
            title=outline.title[:200],
            directive_kind=outline.kind,
            issuer=outline.issuer[:200],
            place_name=outline.place[:120],
            window_seen={"start": outline.window.start, "end": outline.window.end},
            template=template,
            rewritten_score=outline.rewritten_score,
            warnings=[
                {"code": note.code, "message": note.message, "params": _plain(note)}
                for note in (*notices, *outline.warnings)
            ],
            headings=[_heading(section, 1) for section in outline.sections],
            **_believable(outline),
        )
        lines = DraftLine.objects.bulk_create(
            DraftLine(draft=draft, place=place, **fields)
            for place, fields in enumerate(_lines(outline), start=1)
        )
        DraftRepair.objects.bulk_create(
            DraftRepair(
                draft=draft,
                seen=pair.seen,
                suggested=pair.suggested,
                confidence=pair.confidence,
                places=[list(place) for place in pair.places],
            )
            for pair in pairs(outline.repairs)
        )
        append(
            kind="draft.read",
            actor=actor.ref,
            subject=draft.ref,
            facts={"sha256": draft.source_sha256, "lines": len(lines), "template": template},
            now=now,
        )
    return draft


def _lines(outline: Outline) -> Iterator[dict[str, object]]:
    for kind, passages in (
        (LineKind.REQUIREMENT, outline.requirements),
        (LineKind.PRINCIPLE, outline.principles),
        (LineKind.EMPHASIS, outline.emphases),
        (LineKind.GOAL, outline.goals),
    ):
        for passage in passages:
            yield {
                "kind": kind,
                "text": passage.wording,
                "quote": passage.text,
                "start": passage.start,
                "end": passage.end,
            }
    for duty in outline.duties:
        yield {
            "kind": LineKind.DUTY,
            "text": duty.wording,
            "quote": duty.text,
            "start": duty.start,
            "end": duty.end,
            "owed_by": list(duty.owed_by),
            "owed_to": list(duty.owed_to),
            "modality": duty.modality,
            "action_kind": duty.action_kind,
            "unit_kinds": list(duty.unit_kinds),
            "due_on": _last_day(duty.due),
        }
    for gate in outline.gates:
        yield {
            "kind": LineKind.GATE,
            "text": gate.document or gate.kind,
            "quote": "",
            "start": gate.start,
            "end": gate.end,
            "gate_kind": gate.kind,
        }


def _heading(section: Section, level: int) -> dict[str, object]:
    return {
        "number": section.number,
        "heading": section.heading,
        "start": section.start,
        "level": level,
        "children": [_heading(child, level + 1) for child in section.children],
    }


def _plain(note: Notice) -> dict[str, str | int | float]:
    return {
        name: value if isinstance(value, int | float) else str(value)
        for name, value in note.params.items()
    }


def _believable(outline: Outline) -> dict[str, date | None]:
    """The window as whole days, or nothing where it cannot be right; the office then decides."""
    start, end = _first_day(outline.window.start), _last_day(outline.window.end)
    if start is not None and end is not None and end <= start:
        return {"starts_on": None, "ends_on": None}
    return {"starts_on": start, "ends_on": end}


def _first_day(written: str | None) -> date | None:
    return _day(written, last=False)


def _last_day(written: str | None) -> date | None:
    return _day(written, last=True)


def _day(written: str | None, *, last: bool) -> date | None:
    """An ISO day, or the first or last day of an ISO month or year; None when it is no date."""
    if not written:
        return None
    try:
        numbers = [int(part) for part in written.split("-")]
        year = numbers[0]
        month = numbers[1] if len(numbers) > 1 else (12 if last else 1)
        day = numbers[2] if len(numbers) > 2 else (monthrange(year, month)[1] if last else 1)
        return date(year, month, day)
    except ValueError:
        return None
