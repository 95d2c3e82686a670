"""Page furniture: what printing, scanning and cutting put between the words of a directive.

Chunk numbers (``2、`` in the middle of a sentence), page numbers, hard line breaks and stray
spaces are left out of the reading text; the source keeps them.  A real enumeration
(``1、…2、…3、…``) stays: it begins its sentences, while chunk numbers cut through them, one after
another across the whole document and far apart.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from dataclasses import dataclass
from statistics import median

from qunce.kernel.refusals import gettext_noop
from qunce.text.directive.characters import HAN, NUMERALS, SENTENCE_ENDS, width
from qunce.text.directive.mapped import Edit, Mapped
from qunce.text.directive.markers import marker_at
from qunce.text.directive.outline import Notice

_CHUNK = re.compile(
    r"(?<![\d第附件表图条款项号、和至或－—.-])(?<!附 )([1-9]\d{0,2})"
    rf"(?:、|[.．](?=[{HAN}]))(?!\d*[、.．])"
)
_PAGE_LINE = re.compile(
    r"^[ 　]*(?:[-—–－─·]+[ 　]*\d{1,3}[ 　]*[-—–－─·]+|第[ 　]*\d{1,3}[ 　]*页"
    r"(?:[ 　]*[，,/]?[ 　]*共[ 　]*\d{1,3}[ 　]*页)?|[Pp]age[ ]\d{1,3}(?: of \d{1,3})?|"
    r"\d{1,3}[ ]?/[ ]?\d{1,3})"
    r"[ 　]*$",
    re.M,
)
_LONE_NUMBER = re.compile(r"^[ 　]*(\d{1,3})[ 　]*$", re.M)
_TRAILING_NUMBER = re.compile(r"(?<=[。！”）])[ 　\n]+(\d{1,3})\s*\Z")
_STREWN_FROM = 3
_FLAT_FROM = 250
"""Characters a line, on average, from which the line ends were lost."""
_FAR_APART = 120
"""Chunks shorter than this many characters would be list items."""
_HEADING_LIKE = 30
"""A paragraph up to this long without a stop may be a heading or an addressee line."""
_BROKEN_FROM = 15
"""A line from this long on may have been broken inside a bracket."""
_OPEN_BRACKET = re.compile("[（(][^（）()]{0,40}$")
_CLOSES = re.compile("[^（）()]{0,30}[）)]")
_ENDS = SENTENCE_ENDS + "；;：:…."


@dataclass(frozen=True, slots=True)
class _Candidate:
    start: int
    end: int
    number: int
    cuts: bool
    """Whether a sentence goes on across the number."""


def without_furniture(mapped: Mapped) -> tuple[Mapped, list[Notice]]:
    """The reading text, one paragraph a line, and what the reader should know about it."""
    notices: list[Notice] = []
    chunks = _chunk_numbers(mapped.text)
    if chunks:
        mapped = mapped.edited(_chunk_edits(mapped.text, chunks))
        notices.append(
            Notice(
                "chunk_numbers",
                gettext_noop(
                    "The text was cut into %(count)s numbered pieces. "
                    "The piece numbers were left out of the reading."
                ),
                {"count": len(chunks)},
            )
        )
    mapped = mapped.edited(_page_edits(mapped.text))
    mapped = mapped.edited(_line_edits(mapped.text))
    mapped = mapped.edited(_space_edits(mapped.text))
    return mapped, notices


def _chunk_numbers(text: str) -> list[_Candidate]:
    candidates = [
        _Candidate(m.start(), m.end(), int(m.group(1)), _cuts_a_sentence(text, m.start(), m.end()))
        for m in _CHUNK.finditer(text)
    ]
    chain = _longest_rise([c for c in candidates if c.cuts])
    begins = bool(candidates) and not text[: candidates[0].start].strip()
    opening = [candidates[0]] if begins and candidates[0].number == 1 else []
    if len(chain) < (1 if opening and chain and chain[0].number == 2 else 2):
        return []
    places = [c.start for c in (opening + chain)]
    gaps = [
        (after.start - before.start) / (after.number - before.number)
        for before, after in zip(opening + chain, (opening + chain)[1:], strict=False)
        if after.number > before.number
    ]
    if not gaps or median(gaps) < _FAR_APART or len(places) != len(set(places)):
        return []
    if max(gaps) > 8 * median(gaps):
        return []
    return _filled(candidates, opening + chain, median(gaps))


def _longest_rise(candidates: list[_Candidate]) -> list[_Candidate]:
    """The longest chain of rising numbers in reading order (patience sorting, n log n)."""
    tails: list[int] = []
    tail_index: list[int] = []
    before: list[int] = [-1] * len(candidates)
    for index, candidate in enumerate(candidates):
        place = bisect_left(tails, candidate.number)
        if place < len(tails) and tails[place] == candidate.number:
            continue
        if place == len(tails):
            tails.append(candidate.number)
            tail_index.append(index)
        else:
            tails[place] = candidate.number
            tail_index[place] = index
        before[index] = tail_index[place - 1] if place else -1
    chain = []
    index = tail_index[-1] if tail_index else -1
    while index >= 0:
        chain.append(candidates[index])
        index = before[index]
    return chain[::-1]


def _filled(candidates: list[_Candidate], chain: list[_Candidate], step: float) -> list[_Candidate]:
    """The chain with the numbers that fell between two sentences, found where they are due."""
    by_number: dict[int, list[_Candidate]] = {}
    for candidate in candidates:
        by_number.setdefault(candidate.number, []).append(candidate)
    known = {c.number: c for c in chain}
    wanted = [n for n in range(1, chain[-1].number + 2) if n not in known]
    for number in wanted:
        earlier = max((n for n in known if n < number), default=None)
        later = min((n for n in known if n > number), default=None)
        if earlier is not None and later is not None:
            low, high = known[earlier], known[later]
            share = (number - earlier) / (later - earlier)
            due = low.start + share * (high.start - low.start)
        elif later is not None:
            due = known[later].start - step * (later - number)
        elif earlier is not None:
            due = known[earlier].start + step * (number - earlier)
        near = [c for c in by_number.get(number, []) if abs(c.start - due) < step / 3]
        if near:
            known[number] = min(near, key=lambda c: abs(c.start - due))
    return sorted(known.values(), key=lambda c: c.start)


def _cuts_a_sentence(text: str, start: int, end: int) -> bool:
    before = text[max(0, start - 200) : start]
    bare = before.rstrip(" 　\n")
    if not bare or end >= len(text) or text[end] in "\n" or bare[-1] in _ENDS:
        return False
    same_line = "\n" not in before[len(bare) :]
    line = bare[bare.rfind("\n") + 1 :]
    if line.lstrip(" 　").startswith("附件"):
        return False
    if same_line:
        # Glued into running words; after a comma or a colon it would be an inline list.
        return bare[-1] not in "，,、（(" and re.match(f"[{HAN}“”》）]", bare[-1]) is not None
    fragment = re.split(f"[{_ENDS}]", line)[-1]
    whole_line = fragment == line and len(bare) < len(before.rstrip(" 　")) + 1
    marker = marker_at(line.lstrip(" 　"), 0)
    # 第一环节：学习教育（9月至10月） is a heading for all its colon.
    heads = marker and len(line) <= 2 * _HEADING_LIKE and not re.search("[。！？；;]", line)
    if not heads and (not whole_line or len(line) >= 200):
        return True
    if marker:
        # 1、高 is no heading: the cut went through one.
        return len(line.lstrip(" 　")) - marker[1].end() < 2
    return len(line) > _HEADING_LIKE


def _chunk_edits(text: str, chunks: list[_Candidate]) -> list[Edit]:
    edits: list[Edit] = []
    for chunk in chunks:
        start, end = chunk.start, chunk.end
        while end < len(text) and text[end] in " 　" and not chunk.cuts:
            end += 1
        while start and text[start - 1] in " 　\n":
            start -= 1
        if start == 0 or chunk.cuts:
            edits.append((start, end, ""))
        else:
            edits.append((chunk.start, end, ""))
    return edits


def _page_edits(text: str) -> list[Edit]:
    found = {(m.start(), m.end()) for m in _PAGE_LINE.finditer(text)}
    lone = [(int(m.group(1)), m.start(), m.end()) for m in _LONE_NUMBER.finditer(text)]
    rising = [a for a, b in itertools.pairwise(lone) if b[0] == a[0] + 1]
    if rising:
        steps = {a[0] for a in rising} | {a[0] + 1 for a in rising}
        found |= {(start, end) for number, start, end in lone if number in steps}
    last = _TRAILING_NUMBER.search(text)
    edits: list[Edit] = []
    for start, end in sorted(found):
        low, high = start, end
        while low and text[low - 1] in " 　\n":
            low -= 1
        while high < len(text) and text[high] in "\n":
            high += 1
        goes_on = (
            low > 0
            and high < len(text)
            and text[low - 1] not in _ENDS
            and text[high] not in " 　"
            and marker_at(text, high) is None
        )
        edits.append((low, high, "" if goes_on and _long_line(text, low) else "\n"))
    if last and (not edits or edits[-1][1] <= last.start()):
        edits.append((last.start(), last.end(), ""))
    return edits


def _long_line(text: str, end: int) -> bool:
    line = text[text.rfind("\n", 0, end) + 1 : end]
    return (width(line) >= 18 and marker_at(line.lstrip(" 　"), 0) is None) or width(line) > 40


def _wrap_width(lines: list[str]) -> float | None:
    """The width at which the lines were broken by hand or by a printer; None when they were not."""
    widths = sorted(w for w in (width(line.rstrip()) for line in lines) if w > 0)
    if len(widths) < 4:
        return None
    full = widths[int(len(widths) * 0.95) - 1] if len(widths) >= 20 else widths[-1]
    if not 10 <= full <= 80 or widths[-1] > full + 6:
        return None
    near = sum(full - 2.5 <= w <= full + 6 for w in widths)
    return full if near >= max(2, 0.25 * len(widths)) else None


def _line_edits(text: str) -> list[Edit]:
    lines = text.split("\n")
    full = _wrap_width(lines)
    edits: list[Edit] = []
    place = 0
    for line, following in itertools.pairwise(lines):
        place += len(line)
        if _goes_on(line, following, full):
            stripped = line.rstrip(" 　")
            start = place - (len(line) - len(stripped))
            glue = " " if _latin_joint(stripped, following) else ""
            end = place + 1 + len(following) - len(following.lstrip(" 　"))
            edits.append((start, end, glue))
        place += 1
    return edits


def _goes_on(line: str, following: str, full: float | None) -> bool:
    bare, after = line.rstrip(" 　"), following.lstrip(" 　")
    if not bare or not after or following != after:
        return False
    marked = marker_at(after, 0)
    if marked and bare[-1] in _ENDS:
        return False
    # （2013年12月至2014年1 / 月）: a bracket that closes on the next line.
    broken = len(bare) >= _BROKEN_FROM and _OPEN_BRACKET.search(bare) and _CLOSES.match(after)
    if broken and not marked:
        return True
    if full is not None:
        if marked:
            # A number in the middle of a sentence can come to stand at a line's head; a real
            # one follows a stop, or a line that is itself a heading.
            return False
        return (
            width(bare) >= full - 2.5 or bare[-1] in "，,、" or after[0] in "，。；、：！？”》）,;"
        )
    if after[0] in "，。；、！？”》）":
        return True
    return not marked and bare[-1] in "，、（“《" and len(bare) > _HEADING_LIKE


def _latin_joint(line: str, following: str) -> bool:
    return line[-1].isascii() and line[-1] not in "-/" and following.lstrip()[:1].isascii()


def _space_edits(text: str) -> list[Edit]:
    """Spaces between Chinese characters: a lost line end becomes one again, the rest go."""
    edits: list[Edit] = []
    place = 0
    flat = _is_flat(text)
    strewn = _is_strewn(text)
    if flat:
        edits += [(m.end(), m.end(), "\n") for m in _GLUED_NUMBER.finditer(text)]
    for line in text.split("\n"):
        segment = 0
        for m in _SPACE.finditer(line):
            if not m.start() or m.end() == len(line):
                edits.append((place + m.start(), place + m.end(), ""))
                segment = m.end()
                continue
            before, after = line[m.start() - 1], line[m.end()]
            if _breaks(line, segment, m.start(), m.end(), flat=flat, strewn=strewn):
                edits.append((place + m.start(), place + m.end(), "\n"))
                segment = m.end()
            elif not (before.isascii() and after.isascii()):
                edits.append((place + m.start(), place + m.end(), ""))
        place += len(line) + 1
    return sorted(edits)


_SPACE = re.compile("[ 　]+")
_INNER_SPACE = re.compile(f"(?<=[{HAN}]) (?=[{HAN}])")
_GLUED_NUMBER = re.compile(
    f"[。：:](?=(?:[{NUMERALS}]{{1,2}}、|[（(][{NUMERALS}]{{1,2}}[）)])(?![{NUMERALS}])[{HAN}])"
)


def _is_flat(text: str) -> bool:
    """Whether the line ends were lost: long text, hardly a line end, spaces before its numbers."""
    lines = sum(1 for line in text.split("\n") if line.strip())
    if not lines or len(text) / lines < _FLAT_FROM:
        return False
    return any(
        marker_at(text, m.end()) for m in re.finditer("(?<=\\S)[ 　]+(?=\\S)", text)
    ) or bool(_GLUED_NUMBER.search(text))


def _is_strewn(text: str) -> bool:
    """Whether spaces stand between characters anywhere, so that one says nothing about headings."""
    stray = 0
    for line in text.split("\n"):
        inner = len(_INNER_SPACE.findall(line))
        stray += inner - 1 if inner and marker_at(line.lstrip(" 　"), 0) else inner
    return stray >= _STREWN_FROM


def _breaks(line: str, segment: int, start: int, end: int, *, flat: bool, strewn: bool) -> bool:
    before = line[start - 1]
    if line[start:end].count("　") >= 2 and before in _ENDS + "”）":
        return True
    head = marker_at(line, segment) if segment < len(line) else None
    length = start - segment
    if flat:
        if before in _ENDS or marker_at(line, end):
            return True
        return length <= 60 and (head is not None or segment == 0) and length > 4
    if head is None or strewn or before in "，、" or before.isascii() or line[end].isascii():
        return False
    text = line[head[1].end() : start]
    return (
        4 <= len(text) <= 25
        and not re.search("[，。；：]", text)
        and len(line) - end >= 30
        and marker_at(line, segment) is not None
    )
