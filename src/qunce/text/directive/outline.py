"""The outline: what a reading of a directive yields, each piece with its place in the source.

Every ``start``/``end`` is a half-open span of characters of the decoded input, which is never
altered.  ``text`` of a passage or duty is exactly ``source[start:end]``; ``wording`` is the same
words without page furniture (line breaks, chunk numbers).  What a repair would change is *not*
changed in either: both wordings stay available, and a person decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

KINDS = ("speech", "plan", "opinion", "notice", "other")
MODALITIES = ("must", "should")
ACTION_KINDS = ("required", "optional")
GATE_KINDS = ("plan", "problems", "report", "remedy", "verdict")
UNIT_KINDS = (
    "county",  # 县级机关 as an addressed level
    "town",  # 镇、乡、街道
    "office",  # 站所、办公室、镇机关
    "village",  # 村、农村
    "community",  # 社区、居委会
    "school",  # 学校、幼儿园
    "clinic",  # 卫生院、卫生室、门诊
    "hospital",  # 医院
    "agency",  # 部门、局、机关、单位
    "enterprise",  # 企业、公司、厂
    "organisation",  # 新社会组织、协会、合作社; 两新组织 is enterprise and organisation
    "branch",  # 党支部、参学支部, of whatever unit
)
"""Stable codes of the units a duty speaks of; the words behind them stand in ``actors``."""

Translate = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the reader is unsure of: a code, an English sentence with gaps, its values."""

    code: str
    message: str
    params: Mapping[str, object] = field(default_factory=dict)

    def sentence(self, translate: Translate | None = None) -> str:
        """The sentence with its gaps filled, translated first when ``translate`` is given."""
        template = translate(self.message) if translate else self.message
        return template % self.params if self.params else template


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of the source: ``text`` is ``source[start:end]``, ``wording`` lacks the furniture."""

    text: str
    start: int
    end: int
    wording: str


@dataclass(frozen=True, slots=True)
class Window:
    """When the campaign runs: ISO ``2009-09`` or ``2009-09-15``; None where the text is silent."""

    start: str | None = None
    end: str | None = None


@dataclass(slots=True)
class Section:
    """One numbered section.

    ``number`` as it stands without the closing 、 or . but with its brackets (一, （一）, 1);
    ``heading`` without the number and without the closing 。; the span runs from the number to
    the end of the whole section with its body and children.
    """

    number: str
    heading: str
    start: int
    end: int
    children: list[Section] = field(default_factory=list)
    heading_start: int = 0
    heading_end: int = 0

    def walk(self) -> Iterator[Section]:
        """This section and all below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Duty:
    """What somebody owes: one sentence or clause of the source.

    ``owed_by``/``owed_to`` are phrases in repaired wording (各参学支部); ``due`` is an ISO date,
    an ISO month, or None.
    """

    text: str
    start: int
    end: int
    owed_by: tuple[str, ...]
    owed_to: tuple[str, ...]
    modality: str
    action_kind: str
    unit_kinds: tuple[str, ...]
    due: str | None
    wording: str


@dataclass(frozen=True, slots=True)
class GateMention:
    """A place where the people are to be asked, heard, or to review, be consulted or judge."""

    kind: str
    document: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Repair:
    """A term that is almost certainly wrong: what stands there, what is suggested, how sure."""

    start: int
    end: int
    seen: str
    suggested: str
    confidence: float


@dataclass(slots=True)
class Outline:
    """A directive read: see the fields; ``as_json`` is the form that leaves the package."""

    title: str = ""
    kind: str = "other"
    issuer: str = ""
    place: str = ""
    window: Window = field(default_factory=Window)
    requirements: list[Passage] = field(default_factory=list)
    principles: list[Passage] = field(default_factory=list)
    emphases: list[Passage] = field(default_factory=list)
    goals: list[Passage] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    duties: list[Duty] = field(default_factory=list)
    gates: list[GateMention] = field(default_factory=list)
    repairs: list[Repair] = field(default_factory=list)
    rewritten_score: float = 0.0
    warnings: list[Notice] = field(default_factory=list)
    documents_named: list[Passage] = field(default_factory=list)

    def as_json(self, translate: Translate | None = None) -> dict[str, object]:
        """The outline as plain JSON values with the published keys, and no others.

        ``translate`` turns the English template of a warning into the reader's language;
        without it warnings are English.
        """
        return {
            "title": self.title,
            "kind": self.kind,
            "issuer": self.issuer,
            "place": self.place,
            "window": {"start": self.window.start, "end": self.window.end},
            "requirements": [passage.wording for passage in self.requirements],
            "principles": [passage.wording for passage in self.principles],
            "emphases": [passage.wording for passage in self.emphases],
            "goals": [passage.wording for passage in self.goals],
            "sections": [_section_as_json(section) for section in self.sections],
            "duties": [
                {
                    "text": duty.text,
                    "start": duty.start,
                    "end": duty.end,
                    "owed_by": list(duty.owed_by),
                    "owed_to": list(duty.owed_to),
                    "modality": duty.modality,
                    "action_kind": duty.action_kind,
                    "unit_kinds": list(duty.unit_kinds),
                    "due": duty.due,
                }
                for duty in self.duties
            ],
            "gates": [
                {
                    "kind": gate.kind,
                    "document": gate.document,
                    "start": gate.start,
                    "end": gate.end,
                }
                for gate in self.gates
            ],
            "repairs": [
                {
                    "start": repair.start,
                    "end": repair.end,
                    "seen": repair.seen,
                    "suggested": repair.suggested,
                    "confidence": repair.confidence,
                }
                for repair in self.repairs
            ],
            "rewritten_score": self.rewritten_score,
            "warnings": [notice.sentence(translate) for notice in self.warnings],
        }


def _section_as_json(section: Section) -> dict[str, object]:
    return {
        "number": section.number,
        "heading": section.heading,
        "start": section.start,
        "end": section.end,
        "children": [_section_as_json(child) for child in section.children],
    }
