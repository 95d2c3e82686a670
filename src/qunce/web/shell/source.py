"""A directive's text on a page: as received, its sentences anchored, its repairs marked.

Every sentence from which a line was drafted carries the anchor ``s-<start>``.  Sentences may lie
within one another (a gate inside a duty); those that cross are cut at the outer one's end.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

_ODD = re.compile("[\x00-\x08\x0e-\x1f\x7f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Control characters and bidi controls: shown by their number, lest they reorder the page."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A span of the source, and the address of the line drafted from it (or nothing)."""

    start: int
    end: int
    href: str = ""


@dataclass(frozen=True, slots=True)
class Marking:
    """A wording at one place, and the one suggested for it."""

    start: int
    end: int
    suggested: str


def as_received(text: str) -> SafeString:
    """``text`` escaped, with characters nobody can see made visible."""
    return mark_safe(  # noqa: S308 - escaped just here
        _ODD.sub(lambda odd: f"<code>U+{ord(odd.group()):04X}</code>", str(escape(text)))
    )


def around(text: str, start: int, end: int, reach: int = 14) -> SafeString:
    """``text[start:end]`` marked, with the words before and behind it on one line."""
    before = " ".join(text[max(0, start - reach) : start].split())
    behind = " ".join(text[end : end + reach].split())
    seen = as_received(text[start:end])
    return format_html("…{}<mark>{}</mark>{}…", as_received(before), seen, as_received(behind))


def show_source(
    text: str,
    sentences: Iterable[Sentence],
    markings: Iterable[Marking],
    *,
    write_out: bool = False,
) -> SafeString:
    """The whole ``text`` with anchors and marks; ``write_out`` puts the repair behind its place."""
    nested = _nest(len(text), sentences)
    marks = _apart(len(text), markings)
    opening: dict[int, list[Sentence]] = {}
    for sentence in nested:
        opening.setdefault(sentence.start, []).append(sentence)
    stops = {0, len(text)}
    for sentence in nested:
        stops |= {sentence.start, sentence.end}
    for mark in marks:
        stops |= {mark.start, mark.end}
    pieces: list[str] = []
    open_now: list[tuple[int, str]] = []
    waiting = list(reversed(marks))
    order = sorted(stops)
    for at, following in zip(order, [*order[1:], len(text)], strict=True):
        while open_now and open_now[-1][0] <= at:
            pieces.append(open_now.pop()[1])
        for sentence in opening.get(at, ()):
            pieces.append(_begin(sentence, outer=not open_now))
            open_now.append((sentence.end, "</span>" if open_now else _end(sentence)))
        while waiting and waiting[-1].end <= at:
            waiting.pop()
        words = as_received(text[at:following])
        if waiting and waiting[-1].start <= at < waiting[-1].end:
            pieces.append(_marked(words, waiting[-1], following, write_out))
        else:
            pieces.append(words)
    pieces += [closing for _, closing in reversed(open_now)]
    return mark_safe("".join(pieces))  # noqa: S308 - every piece was escaped


def _marked(words: SafeString, marking: Marking, until: int, write_out: bool) -> SafeString:
    if write_out and until == marking.end:
        return format_html(
            '<mark>{}</mark><span class="soft">〔{}〕</span>', words, marking.suggested
        )
    hint = gettext("Suggested: %(suggested)s") % {"suggested": marking.suggested}
    return format_html('<mark title="{}">{}</mark>', hint, words)


def _begin(sentence: Sentence, *, outer: bool) -> str:
    if outer and sentence.href:
        return format_html('<a id="s-{}" href="{}" tabindex="-1">', sentence.start, sentence.href)
    return format_html('<span id="s-{}">', sentence.start)


def _end(sentence: Sentence) -> str:
    return "</a>" if sentence.href else "</span>"


def _nest(length: int, sentences: Iterable[Sentence]) -> list[Sentence]:
    """One sentence for each start, the longest; none reaches beyond the one it lies in."""
    longest: dict[int, Sentence] = {}
    for sentence in sentences:
        known = longest.get(sentence.start)
        if known is None or known.end < sentence.end:
            longest[sentence.start] = sentence
    nested: list[Sentence] = []
    ends: list[int] = []
    for start in sorted(longest):
        while ends and ends[-1] <= start:
            ends.pop()
        end = min([longest[start].end, length, *ends[-1:]])
        if start < end:
            nested.append(Sentence(start, end, longest[start].href))
            ends.append(end)
    return nested


def _apart(length: int, markings: Iterable[Marking]) -> Sequence[Marking]:
    """The markings in order, without those that lie over an earlier one."""
    apart: list[Marking] = []
    for marking in sorted(markings, key=lambda one: (one.start, -one.end)):
        if marking.end <= length and (not apart or apart[-1].end <= marking.start):
            apart.append(marking)
    return apart
