"""The search behind the repairs: certain findings first, likelier and consistent ones after.

A rewriting tool also swaps the neighbours a word is known by, so the search runs over the text
again with what it found put right, until nothing new turns up.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from qunce.text.directive.mapped import Edit, Mapped
from qunce.text.directive.outline import Repair
from qunce.text.directive.repairs_findings import CERTAIN, CONSISTENT, LIKELY, STRONG, Finding
from qunce.text.directive.repairs_rules import rule_findings
from qunce.text.directive.repairs_vocabulary import EVERYWHERE, Frame, Spin, Vocabulary, vocabulary

_CONFIDENCE = {CERTAIN: 0.98, STRONG: 0.95, LIKELY: 0.9, CONSISTENT: 0.75}
_EVIDENCE = {CERTAIN: 2.0, STRONG: 1.0, LIKELY: 0.5, CONSISTENT: 0.5}
_EVIDENCE_FROM = 2.0
"""Weighted findings per 1,000 characters from which the later steps open."""
_PROOFS = {"n": 1, "r": 1, "c": 1, "k": 3}
"""Places in company that make a swap consistent, by rank."""
_TABLE_PROVED = 3
"""Swaps of one table proved in a document that make its other swaps expected."""
_TRIED = 12
_VARIOUS = 3
"""Different companies in which a word must stand for another before it counts as its swap."""
_SWEEPING = 3
"""Places that prove an expected swap of a word found everywhere beyond its company."""
_ROUNDS = 6
_WIDE = 6
"""Longest wording reported with its company, in characters."""
_FULL_WIDTH = str.maketrans(",;:?!()", "，；：？！（）")
_BREAK = re.compile(r"(?<=[\u4e00-\u9fff，、])[ \t\u3000\r]*\n\s*(?:\d{1,3}、)?(?=[\u4e00-\u9fff])")
_LONG = 600
"""Characters from which a word found everywhere should occur."""
_LONG_LINE = 24
"""A line of at least this many characters was broken by its page, not by its writer."""
_HAN = re.compile(r"[\u4e00-\u9fff]+")

Swap = tuple[str, str]
"""What stands there and what stood there before."""


def search(source: str) -> list[Repair]:
    """All repairs of the source, ascending and without overlap; see ``find_repairs``."""
    words = vocabulary()
    text = _reading(source)
    company = list(_by_company(text.text, words, {}))
    first = [finding for finding in company if finding.ground != CONSISTENT]
    first += rule_findings(text.text)
    everywhere = [finding for finding in company if finding.original in EVERYWHERE]
    backed = _backed(everywhere, text.text, Counter(), set(), {})
    if not _looks_swapped(_resolved([*first, *backed]), len(text.text)):
        certain = _resolved(finding for finding in first if finding.ground == CERTAIN)
        return [repair for repair, _ in _placed(source, text, certain, [])]
    return _search_on(source, text, words)


def _search_on(source: str, text: Mapped, words: Vocabulary) -> list[Repair]:
    """All three steps in a text that was rewritten, round after round on what is put right."""
    plain = text.text
    repairs: list[Repair] = []
    proved: Counter[Swap] = Counter()
    learnt: dict[str, list[Spin]] = {}
    step = 0
    for _ in range(_ROUNDS):
        here = text.text
        company = list(_by_company(here, words, learnt))
        findings = [finding for finding in company if finding.ground != CONSISTENT]
        findings += [*rule_findings(here, rewritten=True), *_by_frame(here, words)]
        if step:
            expected = _expected(words, proved)
            findings += _backed(company, plain, proved, expected, learnt)
            findings += _by_consistency(here, plain, words, proved, expected, step)
        placed = _placed(source, text, _resolved(findings), repairs)
        if not placed:
            if step == 2:
                break
            step += 1
            if step == 1:
                for spin in _unlisted(here, plain, words):
                    learnt.setdefault(spin.seen, []).append(spin)
            continue
        edits: list[Edit] = []
        for repair, finding in placed:
            proved[finding.seen, finding.original] += 1
            if finding.learnt:
                learnt.setdefault(finding.seen, []).append(
                    Spin(finding.seen, finding.original, "k", True)
                )
            edits.append((finding.start, finding.end, finding.suggested))
            repairs.append(repair)
        text = text.edited(sorted(edits))
    return sorted(repairs, key=lambda repair: repair.start)


def _reading(source: str) -> Mapped:
    """The source with one kind of punctuation and without line breaks inside its sentences."""
    text = source.translate(_FULL_WIDTH)
    mapped = Mapped.of(source)
    mapped = Mapped(text, mapped.starts, mapped.ends)
    edits: list[Edit] = []
    for match in _BREAK.finditer(text):
        line_start = text.rfind("\n", 0, match.start()) + 1
        if match.start() - line_start >= _LONG_LINE:
            edits.append((match.start(), match.end(), ""))
    return mapped.edited(edits) if edits else mapped


def _by_company(
    text: str, words: Vocabulary, learnt: Mapping[str, list[Spin]]
) -> Iterator[Finding]:
    """Replacements in the company of the word they replaced."""
    for start, seen in _replacements(text, words, learnt):
        end = start + len(seen)
        for_size = _speaks_for(text, start, end, seen, words)
        best: tuple[int, Finding] | None = None
        for spin in [*words.spins.get(seen, ()), *learnt.get(seen, ())]:
            company = words.company.get(spin.original)
            around = company.around(text, start, end) if company else None
            if around is None:
                if spin.rank == "n" and not for_size and best is None:
                    made = Finding(start, end, spin.original, CERTAIN, seen, spin.original)
                    best = (0, made)
                continue
            left, right, fixed = around
            size = left + right
            if (size <= for_size and not (fixed == 2 and size == for_size)) or (
                best and size <= best[0]
            ):
                continue
            ground = _ground(spin.rank, fixed)
            if not (spin.wide and len(seen) + size <= _WIDE):
                left = right = 0
            low, high = start - left, end + right
            if not _HAN.fullmatch(text, low, high):
                low, high = start, end
            suggested = text[low:start] + spin.original + text[end:high]
            best = (size, Finding(low, high, suggested, ground, seen, spin.original))
        if best:
            yield best[1]


def _ground(rank: str, fixed: int) -> int:
    """How sure a replacement of this rank is in company with so many ``!``."""
    if fixed == 2 or rank == "n":
        return CERTAIN
    if rank == "r" or (rank in "co" and fixed):
        return STRONG
    return LIKELY if rank in "co" else CONSISTENT


def _speaks_for(text: str, start: int, end: int, seen: str, words: Vocabulary) -> int:
    """Characters of the longest company that makes the word right as it stands; 0 for none."""
    longest = 0
    for company in (words.genuine.get(seen), words.company.get(seen)):
        around = company.around(text, start, end) if company else None
        if around:
            longest = max(longest, around[0] + around[1])
    return longest


def _replacements(
    text: str, words: Vocabulary, learnt: Mapping[str, list[Spin]]
) -> Iterator[tuple[int, str]]:
    heads = words.heads
    if learnt:
        heads = dict(heads)
        for seen in learnt:
            known = heads.get(seen[:2], [])
            if seen not in known:
                heads[seen[:2]] = sorted([*known, seen], key=len, reverse=True)
    for start in range(len(text) - 1):
        for seen in heads.get(text[start : start + 2], ()):
            if len(seen) == 2 or text.startswith(seen, start):
                yield start, seen


def _by_frame(text: str, words: Vocabulary) -> Iterator[Finding]:
    """Fixed phrases of the genre with one word exchanged, misprinted or short of a character."""
    for place in range(2, len(text) - 1):
        for frame in words.frames_after.get(text[place - 2 : place], ()):
            if text.startswith(frame.before, place - len(frame.before)):
                yield from _in_gap(text, place, frame, words)
        for frame in words.frames_before.get(text[place : place + 2], ()):
            if text.startswith(frame.after, place):
                yield from _in_gap_before(text, place, frame, words)


def _in_gap(text: str, place: int, frame: Frame, words: Vocabulary) -> Iterator[Finding]:
    for word in frame.words:
        for length in (len(word), len(word) - 1):
            end = place + length
            if length < 1 or not text.startswith(frame.after, end):
                continue
            found = _exchanged(text, place, end, word, frame, words)
            if found:
                yield found


def _in_gap_before(text: str, place: int, frame: Frame, words: Vocabulary) -> Iterator[Finding]:
    for word in frame.words:
        start = place - len(word)
        if start >= 0:
            found = _exchanged(text, start, place, word, frame, words)
            if found:
                yield found


def _exchanged(
    text: str, start: int, end: int, word: str, frame: Frame, words: Vocabulary
) -> Finding | None:
    stands = text[start:end]
    if stands in frame.words or not _HAN.fullmatch(stands):
        return None
    rest = len(frame.before) + len(frame.after)
    if len(stands) < len(word):
        if rest < 5 or stands not in (word[:-1], word[1:]) or not frame.before or not frame.after:
            return None
        return Finding(start, end, word, LIKELY, stands, word)
    if len(frame.words) > 1 and not any(
        spin.original == word for spin in words.spins.get(stands, ())
    ):
        shared = [w for w in frame.words if set(w) & set(stands)]
        if shared != [word]:
            return None
    if any(spin.original == word for spin in words.spins.get(stands, ())):
        return Finding(start, end, word, LIKELY, stands, word)
    if stands in words.company or rest < 5 or len(word) < 2:
        return None
    same = sum(a == b for a, b in zip(stands, word, strict=True))
    if same:
        return Finding(start, end, word, LIKELY, stands, word, learnt=len(stands) >= 2)
    return None


def _backed(
    findings: Iterable[Finding],
    plain: str,
    proved: Counter[Swap],
    expected: set[Swap],
    learnt: Mapping[str, list[Spin]],
) -> Iterator[Finding]:
    """Common words in another word's company, when that word is missing from the document."""
    weak = [finding for finding in findings if finding.ground == CONSISTENT]
    often = Counter((finding.seen, finding.original) for finding in weak) + proved
    for finding in weak:
        swap = finding.seen, finding.original
        needed = 3
        if finding.original in EVERYWHERE and len(plain) >= _LONG:
            needed = 2 if finding.seen in EVERYWHERE else 1
        elif swap in expected:
            needed = 1
        if finding.seen in learnt or (often[swap] >= needed and _missing(swap, plain)):
            yield finding


def _expected(words: Vocabulary, proved: Counter[Swap]) -> set[Swap]:
    """The swaps of every table of which the document proves several."""
    return {
        swap
        for table in words.tables
        if sum(known in table for known in proved) >= _TABLE_PROVED
        for swap in table
    }


def _missing(swap: Swap, plain: str) -> bool:
    """Whether the swapped-out word is as good as absent, as it is after a tool went through."""
    return plain.count(swap[1]) <= 0.1 * plain.count(swap[0])


def _by_consistency(
    text: str,
    plain: str,
    words: Vocabulary,
    proved: Counter[Swap],
    expected: set[Swap],
    step: int,
) -> Iterator[Finding]:
    """Swaps proved elsewhere in the document, where the context does not speak against them."""
    choices: dict[str, Spin | None] = {}
    for start, seen in _replacements(text, words, {}):
        if seen not in choices:
            choices[seen] = _choice(seen, plain, words, proved, expected, step)
        spin = choices[seen]
        if spin is None:
            continue
        end = start + len(seen)
        if not _speaks_for(text, start, end, seen, words):
            yield Finding(start, end, spin.original, CONSISTENT, seen, spin.original)


def _unlisted(text: str, plain: str, words: Vocabulary) -> Iterator[Spin]:
    """Swaps no table lists: a word like a missing one, often and variously in its company.

    Only words that share a character with the missing word are tried, as two thirds of the swaps
    of the studied speech do, and only such as occur often for the length of the text.
    """
    alike: dict[str, list[str]] = {}
    for original in words.company:
        if len(original) == 2 and original not in plain:
            for char in original:
                alike.setdefault(char, []).append(original)
    often = max(3, len(text) // 5000)
    places: dict[str, list[int]] = {}
    for start in range(len(text) - 1):
        if text[start] in alike or text[start + 1] in alike:
            places.setdefault(text[start : start + 2], []).append(start)
    for seen, starts in places.items():
        if len(starts) < often or seen in words.ordinary:
            continue
        if not _HAN.fullmatch(seen):
            continue
        for original in dict.fromkeys(alike.get(seen[0], []) + alike.get(seen[1], [])):
            if any(spin.original == original for spin in words.spins.get(seen, ())):
                continue
            met = set()
            for start in starts[:_TRIED]:
                around = words.company[original].around(text, start, start + 2)
                if around and around[2]:
                    met.add(text[start - around[0] : start + 2 + around[1]])
            if len(met) >= _VARIOUS and 2 * len(met) >= min(len(starts), _TRIED):
                yield Spin(seen, original, "k", False)
                break


def _choice(
    seen: str,
    plain: str,
    words: Vocabulary,
    proved: Counter[Swap],
    expected: set[Swap],
    step: int,
) -> Spin | None:
    """The swap a document is consistent about, proved often enough for how common the word is."""
    best: Spin | None = None
    for spin in words.spins[seen]:
        swap = seen, spin.original
        sweeping = (
            swap in expected
            and spin.original in EVERYWHERE
            and seen not in EVERYWHERE
            and proved[swap] >= _SWEEPING
        )
        at_home = spin.rank == "o" or (spin.rank == "k" and seen in words.company)
        if at_home and not sweeping:
            continue
        if spin.rank in "ck" and step < 2:
            continue
        needed = _PROOFS.get(spin.rank, _SWEEPING)
        if spin.rank == "c" and seen not in words.genuine:
            needed = 3
        if spin.rank == "k" and spin.original in EVERYWHERE:
            needed = 2
        if swap in expected and spin.rank != "c":
            needed = min(needed - 1, 1)
        if proved[swap] < needed or not _missing(swap, plain):
            continue
        if best is None or proved[swap] > proved[seen, best.original]:
            best = spin
    return best


def _looks_swapped(findings: Iterable[Finding], length: int) -> bool:
    """Whether the findings show a rewriting tool at work rather than a slip of the pen."""
    kept = list(findings)
    distinct = len({finding.seen for finding in kept})
    weight = sum(_EVIDENCE[finding.ground] for finding in kept)
    return distinct >= 2 and 1000 * weight / max(length, 600) >= _EVIDENCE_FROM


def _resolved(findings: Iterable[Finding]) -> list[Finding]:
    """The findings without overlaps, ascending: surer ones first, then longer ones."""
    kept: list[Finding] = []
    starts: list[int] = []
    for finding in sorted(findings, key=lambda f: (f.ground, f.start - f.end, f.start)):
        place = bisect_right(starts, finding.start)
        if place and kept[place - 1].end > finding.start:
            continue
        if place < len(kept) and kept[place].start < finding.end:
            continue
        kept.insert(place, finding)
        starts.insert(place, finding.start)
    return kept


def _placed(
    source: str, text: Mapped, findings: Iterable[Finding], repairs: list[Repair]
) -> list[tuple[Repair, Finding]]:
    """The findings as repairs of the source, without those that touch an earlier repair.

    A wording that a line break cuts in two is left to the reader: its place is no single word of
    the source.
    """
    known = sorted((repair.start, repair.end) for repair in repairs)
    starts = [start for start, _ in known]
    placed = []
    for finding in findings:
        wide = _at(source, text, finding, known, starts)
        if wide:
            placed.append((wide, finding))
            continue
        at = text.text.find(finding.seen, finding.start, finding.end)
        if finding.end - finding.start > len(finding.seen) and at >= 0:
            bare = Finding(
                at,
                at + len(finding.seen),
                finding.original,
                finding.ground,
                finding.seen,
                finding.original,
            )
            narrow = _at(source, text, bare, known, starts)
            if narrow:
                placed.append((narrow, bare))
    return placed


def _at(
    source: str,
    text: Mapped,
    finding: Finding,
    known: list[tuple[int, int]],
    starts: list[int],
) -> Repair | None:
    start, end = text.span(finding.start, finding.end)
    place = bisect_right(starts, start)
    if (place and known[place - 1][1] > start) or (place < len(known) and known[place][0] < end):
        return None
    seen = source[start:end]
    if end - start != finding.end - finding.start or seen == finding.suggested:
        return None
    ground = max(finding.ground, LIKELY) if known else finding.ground
    return Repair(start, end, seen, finding.suggested, _CONFIDENCE[ground])
