"""Campaign templates: what a kind of campaign asks for, as configuration and not as code.

Each ``*.toml`` beside this file is one template, in its own language.  Places in time are shares
of the campaign's window (0 the first day, 1 the last).
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from qunce.domain.accounts.states import PostRole
from qunce.domain.campaigns.states import ActionKind, DocumentKind, Evidence
from qunce.domain.gates.rules import GateRule, why_not_rule
from qunce.domain.gates.states import GateKind
from qunce.domain.organisations.states import UnitKind


@dataclass(frozen=True, slots=True)
class Owner:
    """Whom a wording of the directive means: kinds of unit, and the role that answers there."""

    words: tuple[str, ...]
    kinds: tuple[str, ...]
    role: str


@dataclass(frozen=True, slots=True)
class StagePlan:
    code: str
    title: str
    until: float
    """Share of the window at which the stage ends."""
    gate: str
    """Kind of the gate to be passed before the stage begins; empty for none."""


@dataclass(frozen=True, slots=True)
class DocumentPlan:
    kind: str
    title: str
    gate: str
    at: float


@dataclass(frozen=True, slots=True)
class ActionPlan:
    text: str
    kind: str
    unit_kinds: tuple[str, ...]
    at: float
    evidence: str = ""


BY_HAND = "by_hand"
"""In a line of ``[[evidence]]``: nothing shows that this is done; whoever did it tells it."""


@dataclass(frozen=True, slots=True)
class EvidencePlan:
    """Which wordings of a duty mean which evidence.  The first line of the file that fits counts.

    ``at`` is the day of a duty to which the directive gives none, as a share of the window.
    """

    words: tuple[str, ...]
    code: str
    at: float | None = None

    def fits(self, text: str) -> bool:
        lowered = text.lower()
        return any(word.lower() in lowered for word in self.words)

    @property
    def evidence(self) -> str:
        """The code as a duty keeps it; empty for what is told by hand."""
        return "" if self.code == BY_HAND else self.code


@dataclass(frozen=True, slots=True)
class LeadPlan:
    """One thing in which leading officials go first, in the leading group and their own branch."""

    text: str
    evidence: str
    at: float


@dataclass(frozen=True, slots=True)
class Named:
    """A code with its name in each language: a form of study, something a member prefers."""

    code: str
    labels: Mapping[str, str]
    suits: tuple[str, ...] = ()
    """Of a form of study: codes of the needs it suits."""

    def label(self, language: str) -> str:
        return self.labels.get(language, self.labels["en"])


@dataclass(frozen=True, slots=True)
class Template:
    """One kind of campaign."""

    code: str
    language: str
    titles: Mapping[str, str]
    summaries: Mapping[str, str]
    unit_kinds: tuple[str, ...]
    """Kinds of unit that owe what the directive asks of "each branch"."""
    default_role: str
    owners: tuple[Owner, ...]
    stages: tuple[StagePlan, ...]
    documents: tuple[DocumentPlan, ...]
    actions: tuple[ActionPlan, ...]
    gates: Mapping[str, GateRule]
    evidence: tuple[EvidencePlan, ...]
    leads: tuple[LeadPlan, ...]
    study_forms: tuple[Named, ...]
    study_needs: tuple[Named, ...]

    def meant_by(self, text: str) -> EvidencePlan | None:
        """The line of the policy that a duty so worded falls under."""
        return next((plan for plan in self.evidence if plan.fits(text)), None)

    def evidence_for(self, text: str) -> str:
        """The evidence that completes a duty so worded; empty when it is told by hand."""
        plan = self.meant_by(text)
        return "" if plan is None else plan.evidence

    def study_form(self, code: str) -> Named | None:
        return next((one for one in self.study_forms if one.code == code), None)

    def study_need(self, code: str) -> Named | None:
        return next((one for one in self.study_needs if one.code == code), None)

    def title(self, language: str) -> str:
        return self.titles.get(language, self.titles["en"])

    def summary(self, language: str) -> str:
        return self.summaries.get(language, self.summaries["en"])


SHORTEST = 0.0999
"""A tenth, with room for binary fractions: in a window of two weeks still a day of its own."""


class BadTemplate(ValueError):
    """A template file that cannot be used; says which file and what is wrong."""


def parse_template(name: str, source: str) -> Template:
    """The template written in TOML ``source``; :class:`BadTemplate` names what is wrong."""
    try:
        data = tomllib.loads(source)
        template = Template(
            code=_text(data, "code", 40),
            language=_text(data, "language"),
            titles=_labels(data, "title"),
            summaries=_labels(data, "summary"),
            unit_kinds=_texts(data, "unit_kinds"),
            default_role=_text(data, "default_role"),
            owners=tuple(
                Owner(_texts(owner, "words"), _texts(owner, "kinds"), _text(owner, "role"))
                for owner in data["owners"]
            ),
            stages=tuple(
                StagePlan(
                    _text(stage, "code", 40),
                    _text(stage, "title", 120),
                    _share(stage, "until"),
                    stage.get("gate", ""),
                )
                for stage in data.get("stages", [])
            ),
            documents=tuple(
                DocumentPlan(
                    _text(item, "kind"),
                    _text(item, "title", 120),
                    _text(item, "gate"),
                    _share(item, "at"),
                )
                for item in data["documents"]
            ),
            actions=tuple(
                ActionPlan(
                    _text(item, "text"),
                    _text(item, "kind"),
                    _texts(item, "unit_kinds"),
                    _share(item, "at"),
                    _text(item, "evidence") if "evidence" in item else "",
                )
                for item in data.get("actions", [])
            ),
            evidence=tuple(
                EvidencePlan(
                    _texts(item, "words"),
                    _text(item, "code"),
                    _share(item, "at") if "at" in item else None,
                )
                for item in data["evidence"]
            ),
            leads=tuple(
                LeadPlan(_text(item, "text"), item.get("evidence", ""), _share(item, "at"))
                for item in data.get("leads", [])
            ),
            study_forms=_named(_table(data, "study"), "forms"),
            study_needs=_named(_table(data, "study"), "needs"),
            gates={kind: _rule(_table(data["gates"], kind)) for kind in _table(data, "gates")},
        )
    except KeyError as problem:
        raise BadTemplate(f"{name}: {problem} is missing") from problem
    except (tomllib.TOMLDecodeError, TypeError) as problem:
        raise BadTemplate(f"{name}: {problem}") from problem
    if wrong := _faults(template):
        raise BadTemplate(f"{name}: {'; '.join(wrong)}")
    return template


def _labels(data: Mapping[str, Any], key: str) -> Mapping[str, str]:
    return {language: _text(data[key], language) for language in _table(data, key)}


def _named(data: Mapping[str, Any], key: str) -> tuple[Named, ...]:
    return tuple(
        Named(
            _text(item, "code", 20),
            {name: _text(item, name, 40) for name in item if name not in ("code", "suits")},
            _texts(item, "suits") if "suits" in item else (),
        )
        for item in data[key]
    )


def _rule(data: Mapping[str, Any]) -> GateRule:
    return GateRule(
        asks=_text(data, "asks", 200),
        at_least=_whole(data, "at_least"),
        days_open=_whole(data, "days_open"),
        ways=_texts(data, "ways"),
        passes_when=_text(data, "passes_when", 300),
        needs=_texts(data, "needs") if "needs" in data else (),
        share_at_least=_whole(data, "share_at_least") if "share_at_least" in data else None,
    )


def _text(data: Mapping[str, Any], key: str, longest: int = 2000) -> str:
    value = data[key]
    if not isinstance(value, str) or not value.strip() or len(value) > longest:
        raise TypeError(f"{key} must be words, at most {longest} characters, not {value!r}")
    return value


def _texts(data: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """A list, because the letters of a single word would each fit nearly every sentence."""
    value = data[key]
    if not isinstance(value, list) or not value:
        raise TypeError(f"{key} must be a list of words, not {value!r}")
    return tuple(_text({key: word}, key) for word in value)


def _share(data: Mapping[str, Any], key: str) -> float:
    value = data[key]
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise TypeError(f"{key} must be a share of the time from 0 to 1, not {value!r}")
    return float(value)


def _whole(data: Mapping[str, Any], key: str) -> int:
    value = data[key]
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{key} must be a whole number, not {value!r}")
    return value


def _table(data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = data[key]
    if not isinstance(value, Mapping):
        raise TypeError(f"{key} must be a table, not {value!r}")
    return value


def _faults(template: Template) -> list[str]:
    wrong = []
    if not {"zh-hans", "en"} <= set(template.titles) & set(template.summaries):
        wrong.append("title and summary need zh-hans and en")
    if template.language not in template.titles:
        wrong.append(f"no title in its own language {template.language}")
    kinds = set(template.unit_kinds)
    roles = {template.default_role}
    for owner in template.owners:
        kinds |= set(owner.kinds)
        roles.add(owner.role)
    for action in template.actions:
        kinds |= set(action.unit_kinds)
        if action.kind not in ActionKind.values:
            wrong.append(f"unknown kind of action {action.kind}")
    wrong += _duty_faults(template) + _study_faults(template)
    wrong += [f"unknown kind of unit {kind}" for kind in sorted(kinds - set(UnitKind.values))]
    wrong += [f"unknown role {role}" for role in sorted(roles - set(PostRole.values))]
    if set(template.gates) != set(GateKind.values):
        wrong.append("all five gates need a rule, and no others")
    for kind, rule in template.gates.items():
        wrong += [f"gate {kind}: {reason}" for reason in why_not_rule(rule)]
    for document in template.documents:
        if document.kind not in DocumentKind.values:
            wrong.append(f"unknown kind of document {document.kind}")
        if document.gate not in GateKind.values:
            wrong.append(f"document {document.kind} names no gate")
    if {document.gate for document in template.documents} != set(GateKind.values):
        wrong.append("each gate guards a document")
    wrong += [f"two documents {kind}" for kind in _twice(one.kind for one in template.documents)]
    wrong += [f"two stages {code}" for code in _twice(one.code for one in template.stages)]
    untils = [stage.until for stage in template.stages]
    if untils and (untils[-1] != 1 or any(b - a < SHORTEST for a, b in pairwise([0, *untils]))):
        wrong.append("stages end one after another, each at least 0.1 long, the last at 1")
    wrong += [
        f"stage {stage.code} names no gate"
        for stage in template.stages
        if stage.gate and stage.gate not in GateKind.values
    ]
    return wrong


def _duty_faults(template: Template) -> list[str]:
    known = {"", *Evidence.values}
    named = {plan.code for plan in template.evidence} - {BY_HAND}
    named |= {action.evidence for action in template.actions}
    named |= {lead.evidence for lead in template.leads}
    return [f"unknown evidence {code}" for code in sorted(named - known)]


def _study_faults(template: Template) -> list[str]:
    wrong = []
    needs = {one.code for one in template.study_needs}
    for one in (*template.study_forms, *template.study_needs):
        if not {"zh-hans", "en"} <= set(one.labels):
            wrong.append(f"{one.code} needs zh-hans and en")
        wrong += [f"{one.code} suits no need {code}" for code in one.suits if code not in needs]
    wrong += [f"two forms {code}" for code in _twice(one.code for one in template.study_forms)]
    wrong += [f"two needs {code}" for code in _twice(one.code for one in template.study_needs)]
    return wrong


def _twice(names: Iterable[str]) -> list[str]:
    return [name for name, times in Counter(names).items() if times > 1]


@cache
def all_templates() -> tuple[Template, ...]:
    """Every template that is shipped, the one with stages first."""
    found = [
        parse_template(file.name, file.read_text(encoding="utf-8"))
        for file in files(__package__).iterdir()
        if file.name.endswith(".toml")
    ]
    return tuple(sorted(found, key=lambda one: (one.language == "en", -len(one.stages), one.code)))


def template_called(code: str) -> Template | None:
    return next((template for template in all_templates() if template.code == code), None)
