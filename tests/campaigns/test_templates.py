"""Kinds of campaign are files: those shipped are sound, and a faulty one is refused by its name."""

from __future__ import annotations

from importlib.resources import files

import pytest

from qunce.domain.accounts.states import PostRole
from qunce.domain.campaigns.configurations import (
    BadTemplate,
    all_templates,
    parse_template,
    template_called,
)
from qunce.domain.gates.rules import why_not_rule
from qunce.domain.gates.states import GateKind
from qunce.domain.organisations.states import UnitKind

SHIPPED = ("three-stage-2009", "learn-check-fix", "safety-campaign")
SOURCE = (files("qunce.domain.campaigns.configurations") / "three-stage-2009.toml").read_text(
    encoding="utf-8"
)


def test_three_kinds_of_campaign_are_shipped_each_under_its_own_name() -> None:
    assert tuple(template.code for template in all_templates()) == SHIPPED
    assert [template.language for template in all_templates()] == ["zh-hans", "zh-hans", "en"]
    for code in SHIPPED:
        template = template_called(code)
        assert template is not None
        assert template.code == code
    assert template_called("great-leap") is None
    assert template_called("") is None


@pytest.mark.parametrize("code", SHIPPED)
def test_a_shipped_template_is_sound(code: str) -> None:
    template = template_called(code)
    assert template is not None
    assert {template.title("en"), template.title("zh-hans")} == set(template.titles.values())
    assert template.title("fr") == template.title("en")
    assert template.summary("fr") == template.summary("en")
    assert set(template.gates) == set(GateKind.values)
    assert [why_not_rule(rule) for rule in template.gates.values()] == [[]] * 5
    assert {owner.role for owner in template.owners} <= set(PostRole.values)
    for owner in template.owners:
        assert set(owner.kinds) <= set(UnitKind.values)


FAULTS = [
    ("no TOML at all", "code = ", "code = = ", "Invalid value"),
    ("no code", 'code = "three-stage-2009"', "", "'code' is missing"),
    ("an empty code", 'code = "three-stage-2009"', 'code = ""', "code must be words"),
    ("a number for a code", 'code = "three-stage-2009"', "code = 3", "code must be words"),
    ("no title", "[title]", "[heading]", "'title' is missing"),
    ("a title in one language", 'en = "Campaign in three stages"', "", "need zh-hans and en"),
    ("a title that says nothing", '"Campaign in three stages"', '""', "en must be words"),
    ("its own language untitled", 'language = "zh-hans"', 'language = "fr"', "own language fr"),
    ("an unknown role", 'default_role = "secretary"', 'default_role = "king"', "role king"),
    ("an owner's unknown role", 'role = "leader"', 'role = "king"', "unknown role king"),
    ("an owner without a role", 'role = "leader"', "", "'role' is missing"),
    ("an unknown kind of unit", 'kinds = ["school"]', 'kinds = ["castle"]', "unit castle"),
    ("an owner of no kind", 'kinds = ["school"]', "kinds = []", "kinds must be a list"),
    ("an owner's word not in a list", 'words = ["学校"]', 'words = "学校"', "words must be a list"),
    ("an owner's empty word", 'words = ["学校"]', 'words = [""]', "words must be words"),
    ("a stage that ends by a word", "until = 0.6", 'until = "soon"', "until must be a share"),
    ("a stage that ends by yes", "until = 1\n", "until = true\n", "until must be a share"),
    ("stages out of order", "until = 0.6", "until = 0.2", "stages end one after another"),
    ("two stages that end together", "until = 0.6", "until = 0.35", "stages end one after"),
    ("a stage too short for two weeks", "until = 0.6", "until = 0.4", "stages end one after"),
    ("a first stage of no length", "until = 0.35", "until = 0", "stages end one after"),
    ("stages that end too soon", "until = 1\n", "until = 0.9\n", "the last at 1"),
    ("two stages of one code", 'code = "analyse"', 'code = "learn"', "two stages learn"),
    ("a stage behind no gate", 'gate = "report"\n\n[[doc', 'gate = "x"\n\n[[doc', "names no gate"),
    ("an unknown document", 'kind = "closing"', 'kind = "novel"', "document novel"),
    ("two documents of one kind", 'kind = "closing"', 'kind = "plan"', "two documents plan"),
    ("a document without a title", 'title = "总结报告"', 'title = " "', "title must be words"),
    ("a title as long as a page", "总结报告", "长" * 121, "title must be words"),
    ("a document behind no gate", 'gate = "verdict"', 'gate = "x"', "names no gate"),
    ("a gate that guards nothing", 'gate = "verdict"', 'gate = "plan"', "guards a document"),
    ("a document after the end", "at = 0.58", "at = 1.58", "at must be a share"),
    ("a document before the start", "at = 0.58", "at = -0.1", "at must be a share"),
    ("a document at no time", "at = 0.58", "at = nan", "at must be a share"),
    ("an action of no kind", 'kind = "optional"', 'kind = "perhaps"', "action perhaps"),
    ("an action that says nothing", "结合本地实际做一个看得见的实践项目", "", "text must be words"),
    ("four gates", "[gates.verdict]", "[other.verdict]", "all five gates"),
    ("a gate of its own invention", "[gates.verdict]", "[gates.garden]", "all five gates"),
    ("no gates", "[gates.", "[doors.", "'gates' is missing"),
    ("a gate without a number", "at_least = 120", "", "'at_least' is missing"),
    ("a gate that needs a few", "at_least = 120", 'at_least = "a few"', "a whole number"),
    ("a gate that needs nobody", "at_least = 120", "at_least = 0", "gate verdict: Say how many"),
    ("a gate open for half a day", "days_open = 15", "days_open = 0.5", "a whole number"),
    ("a gate never open", "days_open = 15", "days_open = 0", "gate problems: Say for how many"),
    (
        "a gate that shuts people out",
        'ways = ["paper", "visit"]',
        'ways = ["web"]',
        "gate verdict: Choose at least one way for people without a phone",
    ),
    ("a gate with an unknown way", '"paper", "visit"]', '"paper", "drum"]', "from the list"),
    ("a gate whose way is a word", 'ways = ["paper", "visit"]', 'ways = "paper"', "be a list"),
]


@pytest.mark.parametrize(
    ("old", "new", "said"), [fault[1:] for fault in FAULTS], ids=[fault[0] for fault in FAULTS]
)
def test_a_faulty_template_is_refused_naming_the_file_and_the_fault(
    old: str, new: str, said: str
) -> None:
    assert old in SOURCE
    with pytest.raises(BadTemplate) as refused:
        parse_template("ours.toml", SOURCE.replace(old, new))
    assert str(refused.value).startswith("ours.toml: ")
    assert said in str(refused.value)


@pytest.mark.parametrize("table", ["owners", "documents", "gates", "title", "stages", "actions"])
def test_a_table_that_is_none_is_refused_too(table: str) -> None:
    lines = SOURCE.splitlines()
    kept, skipping = [], False
    for line in lines:
        if line.startswith("["):
            skipping = line.strip("[]").split(".")[0] == table
        if not skipping:
            kept.append(line)
    for wrong in ("3", '"words"', '["words"]'):
        with pytest.raises(BadTemplate, match=r"^ours\.toml: "):
            parse_template("ours.toml", f"{table} = {wrong}\n" + "\n".join(kept))


def test_every_fault_is_said_at_once() -> None:
    source = SOURCE.replace('role = "leader"', 'role = "king"').replace(
        "at_least = 120", "at_least = 0"
    )
    with pytest.raises(BadTemplate, match=r"unknown role king; gate verdict: "):
        parse_template("ours.toml", source)
