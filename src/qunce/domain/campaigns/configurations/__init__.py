"""Campaign templates: what a kind of campaign asks for, as configuration and not as code.

Each ``*.toml`` beside this file is one template, in its own language.  Places in time are shares
of the campaign's window (0 the first day, 1 the last).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from qunce.domain.accounts.states import PostRole
from qunce.domain.campaigns.states import ActionKind, DocumentKind
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

    def title(self, language: str) -> str:
        return self.titles.get(language, self.titles["en"])

    def summary(self, language: str) -> str:
        return self.summaries.get(language, self.summaries["en"])


class BadTemplate(ValueError):
    """A template file that cannot be used; says which file and what is wrong."""


def parse_template(name: str, source: str) -> Template:
    """The template written in TOML ``source``; :class:`BadTemplate` names what is wrong."""
    try:
        data = tomllib.loads(source)
        template = Template(
            code=data["code"],
            language=data["language"],
            titles=data["title"],
            summaries=data["summary"],
            unit_kinds=tuple(data["unit_kinds"]),
            default_role=data["default_role"],
            owners=tuple(
                Owner(tuple(owner["words"]), tuple(owner["kinds"]), owner["role"])
                for owner in data["owners"]
            ),
            stages=tuple(
                StagePlan(stage["code"], stage["title"], stage["until"], stage.get("gate", ""))
                for stage in data.get("stages", [])
            ),
            documents=tuple(
                DocumentPlan(item["kind"], item["title"], item["gate"], item["at"])
                for item in data["documents"]
            ),
            actions=tuple(
                ActionPlan(item["text"], item["kind"], tuple(item["unit_kinds"]), item["at"])
                for item in data.get("actions", [])
            ),
            gates={kind: _rule(rule) for kind, rule in data["gates"].items()},
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as problem:
        raise BadTemplate(f"{name}: {problem}") from problem
    if wrong := _faults(template):
        raise BadTemplate(f"{name}: {'; '.join(wrong)}")
    return template


def _rule(data: Mapping[str, Any]) -> GateRule:
    return GateRule(
        asks=data["asks"],
        at_least=data["at_least"],
        days_open=data["days_open"],
        ways=tuple(data["ways"]),
        passes_when=data["passes_when"],
    )


def _faults(template: Template) -> list[str]:
    wrong = []
    if not {"zh-hans", "en"} <= set(template.titles) & set(template.summaries):
        wrong.append("title and summary need zh-hans and en")
    kinds = set(template.unit_kinds)
    roles = {template.default_role}
    for owner in template.owners:
        kinds |= set(owner.kinds)
        roles.add(owner.role)
    for action in template.actions:
        kinds |= set(action.unit_kinds)
        if action.kind not in ActionKind.values:
            wrong.append(f"unknown kind of action {action.kind}")
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
    untils = [stage.until for stage in template.stages]
    if untils != sorted(set(untils)) or (untils and untils[-1] != 1):
        wrong.append("stages end one after another, the last at 1")
    wrong += [
        f"stage {stage.code} names no gate"
        for stage in template.stages
        if stage.gate and stage.gate not in GateKind.values
    ]
    return wrong


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
