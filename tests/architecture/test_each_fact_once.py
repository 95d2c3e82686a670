"""Nothing is entered twice: each field of each form is known, and no fact has two forms."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable

import pytest
from django import forms
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.urls import URLPattern, URLResolver, get_resolver

from architecture.form_walk import (
    fields_without_a_form,
    form_classes,
    makes_fields,
    read_without_a_form,
)
from architecture.tree import ROOT
from qunce.domain.budgets.sizes import registered
from qunce.web.shell.asked_fields import (
    CHOOSES,
    CONFIRMS,
    CORRECTS,
    CREATES,
    FINDS,
    AskedField,
    AskedForm,
    asked_forms,
)


def created_twice(known: Iterable[AskedForm]) -> list[str]:
    """Each fact that two forms create through the same channel."""
    makers: dict[tuple[str, str], set[str]] = defaultdict(set)
    again: list[str] = []
    for form in known:
        for field in form.fields:
            if field.deed != CREATES:
                continue
            # "words[ended, noted]" is two facts, each of which another form could create.
            of, _, acts = field.of.rstrip("]").partition("[")
            for act in acts.split(", "):
                key = (f"{of.strip()}[{act}]", form.channel)
                if form.name in makers[key]:
                    again.append(f"{key[0]} twice in {form.name}")
                makers[key].add(form.name)
    return again + [
        f"{fact} by {', '.join(sorted(names))}"
        for (fact, _channel), names in sorted(makers.items())
        if len(names) > 1
    ]


def unknown_facts(known: Iterable[AskedForm]) -> list[str]:
    """Each entry that names no field, or no model, that there is."""
    return [
        f"{form.name} {field.name}: {field.of}"
        for form in known
        for field in form.fields
        if not _is_there(field)
    ]


def _is_there(field: AskedField) -> bool:
    if not field.filled_in or (field.deed == CONFIRMS and field.fact is None):
        return True
    fact = field.fact
    if fact is None:
        return False
    try:
        model = apps.get_model(fact.package, fact.model)
        if fact.field:
            model._meta.get_field(fact.field)
    except (LookupError, FieldDoesNotExist):
        return False
    return bool(fact.field) or field.deed in (CHOOSES, FINDS, CONFIRMS)


# --- the scans see what they should


def a_form(name: str, said: str, channel: str = "") -> AskedForm:
    deed, _, of = said.partition(" ")
    return AskedForm(name, (AskedField("text", deed, of),), channel=channel)


def test_a_fact_with_two_forms_is_seen() -> None:
    said = "creates voices.Voice.text"
    assert created_twice([a_form("a", said), a_form("b", said)]) == ["voices.Voice.text[] by a, b"]
    assert created_twice([a_form("a", said), a_form("b", said, "from paper")]) == []
    assert created_twice([a_form("a", said), a_form("b", "corrects voices.Voice.text")]) == []
    two = [a_form("a", "creates x.Y.words[sent, noted]"), a_form("b", "creates x.Y.words[noted]")]
    assert created_twice(two) == ["x.Y.words[noted] by a, b"]


def test_a_fact_that_no_model_has_is_seen() -> None:
    wrong = ("creates voices.Voice.score", "creates voices.Voice", "finds voices.Person")
    assert unknown_facts(a_form("a", said) for said in wrong) == [
        f"a text: {said.partition(' ')[2]}" for said in wrong
    ]
    right = ("creates voices.Voice.text", "creates gates.Gate.needs.what", "finds voices.Voice")
    assert unknown_facts(a_form("a", said) for said in right) == []


def test_a_field_read_without_a_form_is_seen() -> None:
    source = "def view(request):\n    return request.POST.get('hours'), request.POST[name]\n"
    assert list(read_without_a_form(source)) == [("view", "hours"), ("view", "*")]


# --- every form and every field


def test_there_are_forms_to_look_at() -> None:
    assert len(form_classes()) > 100
    assert sum(len(form.base_fields) for form in form_classes().values()) > 250


def test_every_form_is_known_and_no_other() -> None:
    known = {name for name in asked_forms() if ":" not in name}
    there = set(form_classes())
    assert sorted(there - known) == [], "enter these in qunce/web/shell/asked_fields"
    assert sorted(known - there) == [], "these forms are gone"


def test_every_field_of_every_form_is_known_and_no_other() -> None:
    wrong = []
    for name, form in form_classes().items():
        known = asked_forms().get(name)
        if known is None:
            continue  # told by the test above
        wrong += [
            f"{name}.{field} is not known"
            for field in form.base_fields
            if known.field(field) is None
        ]
        dynamic = makes_fields(form)
        wrong += [
            f"{name}.{field.name} is not there"
            for field in known.fields
            if field.name not in form.base_fields and not dynamic
        ]
        if dynamic and form.base_fields.keys() >= {one.name for one in known.fields}:
            wrong.append(f"{name} makes fields of its own that are not known")
        wrong += [
            f"{name}.{field} is seen, so somebody fills it in"
            for field, bound in form.base_fields.items()
            if not isinstance(bound.widget, forms.HiddenInput)
            and (one := known.field(field)) is not None
            and not one.filled_in
        ]
    assert wrong == []


def test_every_field_read_without_a_form_is_known_and_no_other() -> None:
    wrong = []
    there = fields_without_a_form()
    for place, names in there.items():
        known = asked_forms().get(place)
        have = {one.name for one in known.fields} if known else set()
        wrong += [f"{place} reads {name}, which is not known" for name in sorted(names - have)]
        wrong += [f"{place} does not read {name}" for name in sorted(have - names)]
    wrong += [f"{name} is gone" for name in asked_forms() if ":" in name and name not in there]
    assert wrong == []


def test_every_fact_is_a_field_of_a_model() -> None:
    assert unknown_facts(asked_forms().values()) == []


def test_no_fact_has_two_forms() -> None:
    assert created_twice(asked_forms().values()) == []


def test_what_is_corrected_is_created_somewhere() -> None:
    """By a form, or (with its reason here) by what happens."""
    made = {
        _plain(field)
        for form in asked_forms().values()
        for field in form.fields
        if field.deed == CREATES
    }
    wrong = sorted(
        {
            _plain(field)
            for form in asked_forms().values()
            for field in form.fields
            if field.deed == CORRECTS
        }
        - made
        - MADE_OTHERWISE.keys()
    )
    assert wrong == []


MADE_OTHERWISE = {
    "campaigns.DraftLine.owed_by": "read out of the directive",
    "campaigns.DraftLine.unit_kinds": "read out of the directive",
    "campaigns.DraftLine.action_kind": "read out of the directive",
    "campaigns.DraftLine.due_on": "read out of the directive",
    "campaigns.DraftLine.evidence": "follows from the wording, by the campaign's template",
    "publicity.Bulletin.sections": "drafted from what happened",
    "gates.Asking.closes_on": "set by the consultation or the ballot that begins it",
}


def _plain(field: AskedField) -> str:
    return field.of.partition("[")[0].strip()


# --- what is measured


def _names(patterns: Iterable[object], space: str = "") -> Iterable[str]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from _names(one.url_patterns, one.namespace or space)
        elif isinstance(one, URLPattern) and one.name:
            yield f"{space}:{one.name}" if space else one.name


def test_every_form_is_saved_at_an_address_that_exists() -> None:
    there = set(_names(get_resolver().url_patterns))
    wrong = [
        f"{form.name}: {code}"
        for form in asked_forms().values()
        for code in form.saved
        if code.partition("/")[0] not in there
    ]
    assert wrong == []


def test_every_form_of_the_office_that_writes_something_is_measured() -> None:
    """A form without an address is part of another, or is read without one of its own."""
    wrong = [
        form.name
        for form in asked_forms().values()
        if form.name.startswith("office.")
        and not form.saved
        and form.name not in PART_OF_ANOTHER
        and any(one.deed in (CREATES, CORRECTS) for one in form.fields)
    ]
    assert wrong == []


PART_OF_ANOTHER = {
    "office.ballots.batches:_read": "the page of office.ballots.batches:key",
    "office.publicity.bulletins:_typed": "the page of office.publicity.forms.BulletinForm",
    "office.repairs:decide": "one press beside a repair",
    "office.complaints.forms.ComplaintForm": "one saving more of a small level would say who spoke",
}


def test_the_budget_knows_every_form_and_its_size() -> None:
    for form in asked_forms().values():
        for code in form.saved:
            assert registered[code].fields == form.size


def test_the_document_is_what_the_register_says() -> None:
    checked = subprocess.run(
        [sys.executable, str(ROOT / "tools/form_fields.py"), "check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_a_form_that_cannot_be_read_says_what_is_wrong() -> None:
    from qunce.web.shell.asked_fields import _field

    with pytest.raises(ValueError, match=re.escape("creates voices.Voice.text")):
        _field("a.Form", "text", "makes something")
