"""Reading a directive from the first character to the outline.

Order: tidy characters, leave out page furniture, find repairs, then run every rule on the
repaired text while each place still leads to the source.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from qunce.kernel.refusals import gettext_noop
from qunce.text.directive.actors import addressed_actor, deciding_body
from qunce.text.directive.characters import HAN, han_share, one_punctuation, visible
from qunce.text.directive.dates import document_year, read_window
from qunce.text.directive.duties import read_duties
from qunce.text.directive.frame import Frame, documents_named, read_frame
from qunce.text.directive.furniture import without_furniture
from qunce.text.directive.gates import as_mentions, read_gates
from qunce.text.directive.headings import read_headings
from qunce.text.directive.lists import as_passages, read_lists
from qunce.text.directive.mapped import Mapped
from qunce.text.directive.markers import marker_at
from qunce.text.directive.outline import Duty, Notice, Outline, Repair, Window
from qunce.text.directive.owing import Speaker, guidance_group
from qunce.text.directive.repairs import find_repairs, looks_rewritten, rewritten_score

_ADDRESSEES = re.compile(f"^([{HAN}、，（）“”]{{2,160}})：$", re.M)
_NO_ADDRESSEES = re.compile("同志|如下|以下|(?:目标|要求|任务|重点|步骤|内容|原则|思想|时间|措施)$")
_LOST_BOOK_MARKS = re.compile(
    "？([^？《》。\n]{4,60}(?:意见|通知|办法|方案|条例|规定|决定|报告|准则|纲要))？"
)
_CHINESE_FROM = 0.2
"""Share of Chinese characters from which the Chinese rules apply."""


def read(source: str) -> Outline:
    """The outline of a directive.

    ``source`` is the decoded text, of any length (linear; about 0.2 s CPU for 10,000
    characters); every place in the outline counts its characters.  Never raises for any text:
    what cannot be read yields an empty part and a warning.
    """
    seen, notices = visible(source)
    wording, more = without_furniture(seen)
    notices += more
    repairs = find_repairs(wording.text)
    score = rewritten_score(wording.text, repairs)
    reading = _readable(wording, repairs)
    english = han_share(reading.text[:5000]) < _CHINESE_FROM

    unrepaired = one_punctuation(wording)
    frame = read_frame(reading, wording)
    sections, more = read_headings(
        unrepaired, wording, reading.span(frame.body_end, frame.body_end)[0]
    )
    notices += more
    year = document_year(reading.text, frame.title)
    window, more = read_window(reading.text, year)
    notices += more
    written, _ = read_window(unrepaired.text, document_year(unrepaired.text, frame.title))
    if written != window and not more:
        notices.append(_repaired_window(written, window))
    lists = read_lists(reading, sections)
    gates = read_gates(reading.text)
    duties = read_duties(
        reading,
        source,
        wording,
        sections,
        gates,
        _speaker(reading.text, wording.text, frame, year, english=english),
        (frame.body_start, frame.body_end),
    )
    outline = Outline(
        title=frame.title,
        kind=frame.kind,
        issuer=frame.issuer,
        place=frame.place,
        window=window,
        requirements=as_passages(lists.requirements, reading, source, wording),
        principles=as_passages(lists.principles, reading, source, wording),
        emphases=as_passages(lists.emphases, reading, source, wording),
        goals=as_passages(lists.goals, reading, source, wording),
        sections=sections,
        duties=duties,
        gates=as_mentions(gates, reading, wording),
        repairs=[_placed(repair, wording) for repair in repairs],
        rewritten_score=score,
        documents_named=documents_named(reading, source, wording),
    )
    outline.duties = _without_lists(outline)
    outline.warnings = notices + _doubts(outline, source)
    return outline


def _readable(wording: Mapped, repairs: list[Repair]) -> Mapped:
    """The text the rules run on: repaired, one kind of punctuation, book marks restored."""
    edited = wording.edited(
        sorted((repair.start, repair.end, repair.suggested) for repair in repairs)
    )
    reading = one_punctuation(edited)
    return reading.edited(
        (m.start(), m.end(), f"《{m.group(1)}》") for m in _LOST_BOOK_MARKS.finditer(reading.text)
    )


def _placed(repair: Repair, wording: Mapped) -> Repair:
    start, end = wording.span(repair.start, repair.end)
    return Repair(start, end, repair.seen, repair.suggested, repair.confidence)


def _repaired_window(written: Window, window: Window) -> Notice:
    return Notice(
        "window_repaired",
        gettext_noop(
            "The dates stand as %(seen_start)s to %(seen_end)s, which cannot be right; they were "
            "read as %(start)s to %(end)s. Check them."
        ),
        {
            "seen_start": written.start or "?",
            "seen_end": written.end or "?",
            "start": window.start or "?",
            "end": window.end or "?",
        },
    )


def _speaker(
    text: str, unrepaired: str, frame: Frame, year: int | None, *, english: bool
) -> Speaker:
    addressees = ""
    if not english:
        for m in _ADDRESSEES.finditer(text[: frame.body_start + 400]):
            if not _NO_ADDRESSEES.search(m.group(1)) and marker_at(m.group(1), 0) is None:
                addressees = m.group(1)
                break
    return Speaker(
        body="" if english else deciding_body(text, frame.issuer),
        addressed=() if english else addressed_actor(text, addressees),
        guidance_group=guidance_group(text),
        # Asked of both wordings: a doubtful repair must not hide who exists.
        leading_group="领导班子" in text or "领导班子" in unrepaired,
        year=year,
        speech=frame.kind == "speech",
        english=english,
    )


def _without_lists(outline: Outline) -> list[Duty]:
    """The duties that are more than the sentence which lists the goals or principles."""
    listed = [*outline.requirements, *outline.principles, *outline.emphases, *outline.goals]
    starts = sorted(passage.start for passage in listed)
    return [
        duty
        for duty in outline.duties
        if bisect_left(starts, duty.end) - bisect_left(starts, duty.start) < 2
    ]


def _doubts(outline: Outline, source: str) -> list[Notice]:
    """What a person should look at, in the order of how much depends on it."""
    doubts = []
    if not source.strip():
        return [Notice("empty", gettext_noop("The text is empty. Paste or upload the directive."))]
    if looks_rewritten(outline.rewritten_score):
        doubts.append(
            Notice(
                "looks_rewritten",
                gettext_noop(
                    "This text looks machine-rewritten: %(count)s wordings are almost certainly "
                    "wrong (%(score)s per 1,000 characters). Ask the sender for the original, or "
                    "confirm the suggested repairs."
                ),
                {"count": len(outline.repairs), "score": outline.rewritten_score},
            )
        )
    if not outline.sections:
        doubts.append(
            Notice(
                "no_headings",
                gettext_noop(
                    "No numbered headings were found. The duties were read sentence by sentence; "
                    "check their order."
                ),
            )
        )
    if not outline.duties:
        doubts.append(
            Notice(
                "no_duties",
                gettext_noop(
                    "No duties were found. If this is not a directive, choose another file; "
                    "otherwise add the duties by hand."
                ),
            )
        )
    if not outline.window.start and not outline.window.end:
        doubts.append(
            Notice(
                "no_window",
                gettext_noop("The text does not say when the campaign begins and ends; enter it."),
            )
        )
    return doubts
