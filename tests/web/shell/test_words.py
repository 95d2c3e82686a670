"""Days, states, refusals and form fields as people read them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from qunce.kernel.refusals import Refusal, Refused
from qunce.web.shell import words

TODAY = date(2026, 8, 20)


def show(source: str, language: str = "en", **values: Any) -> str:
    with translation.override(language):
        return (
            Template("{% load shell %}" + source).render(Context({"today": TODAY} | values)).strip()
        )


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 9, 1), "Tue 1 Sep · <span>12 days left</span>"),
        (date(2026, 8, 22), "Sat 22 Aug · <span>2 days left</span>"),
        (date(2026, 8, 21), "Fri 21 Aug · <span>tomorrow</span>"),
        (date(2026, 8, 20), "Thu 20 Aug · <span>today</span>"),
        (date(2026, 8, 19), 'Wed 19 Aug · <span class="state-late">1 day late</span>'),
        (date(2027, 1, 1), "Fri 1 Jan 2027 · <span>134 days left</span>"),
    ],
)
def test_a_due_day_is_said_with_its_weekday_and_the_days_left(day: date, words: str) -> None:
    said = show("{% due day %}", day=day)
    assert said.startswith(f'<time datetime="{day.isoformat()}" title="{day.isoformat()}">')
    assert said.replace("</time>", "").split(">", 1)[1] == words


def test_a_day_is_said_in_chinese() -> None:
    said = show("{% due day %}", "zh-hans", day=date(2026, 9, 1))
    assert "9月1日 星期二" in said
    assert "还有 12 天" in said
    assert "2009年9月" in show("{% window a b %}", "zh-hans", a=date(2009, 9, 1), b=None)


def test_since_when_says_how_long() -> None:
    assert "8 days so far" in show("{% since day %}", day=date(2026, 8, 12))
    assert "since today" in show("{% since day %}", day=TODAY)


def test_an_instant_is_shown_as_the_towns_day() -> None:
    late_in_utc = datetime(2026, 8, 31, 20, 0, tzinfo=UTC)
    assert "Tue 1 Sep" in show("{% day at %}", at=late_in_utc)


@pytest.mark.parametrize(
    "source", ["{% day x %}", "{% due x %}", "{% since x %}", "{% window x x %}"]
)
def test_no_day_says_nothing(source: str) -> None:
    assert show(source, x=None) == ""


def test_a_window_may_lack_an_end() -> None:
    assert "Sep 2009" in show("{% window a None %}", a=date(2009, 9, 1))
    both = show("{% window a b %}", a=date(2009, 9, 1), b=date(2010, 2, 1))
    assert ">Sep 2009</time>–<time" in both


@pytest.mark.parametrize("kind", ["todo", "doing", "done", "late", "stuck"])
def test_a_state_has_a_shape_and_a_word(kind: str) -> None:
    said = show("{% state kind word %}", kind=kind, word="In <hand>")
    assert 'aria-hidden="true"' in said
    assert "In &lt;hand&gt;" in said


def test_unit_kinds_are_named_and_unknown_ones_shown_as_they_are() -> None:
    assert show('{{ "village"|unit_kind }}') == "Village"
    assert show('{{ "moon"|unit_kind }}') == "moon"


class Matter(forms.Form):
    name = forms.CharField(
        label="What", help_text="In a few words.", widget=forms.TextInput({"placeholder": "x"})
    )
    mode = forms.ChoiceField(label="How", choices=[("a", "At once")], widget=forms.RadioSelect)
    sure = forms.BooleanField(label="I have read it")


def test_a_field_ties_label_hint_and_error_to_its_input() -> None:
    said = show("{% field form.name %}", form=Matter({}))
    assert '<label for="id_name">What' in said
    assert 'aria-describedby="id_name_helptext id_name_error"' in said
    assert 'id="id_name_helptext"' in said
    assert 'id="id_name_error"' in said
    assert 'aria-invalid="true"' in said
    assert "placeholder" not in said


def test_the_summary_links_to_every_wrong_field_and_keeps_what_was_typed() -> None:
    form = Matter({"name": "", "mode": "zzz"})
    said = show("{% error_summary form %}{% for f in form %}{% field f %}{% endfor %}", form=form)
    assert "3 things need another look" in said
    for target in ("id_name", "id_mode_group", "id_sure"):
        assert f'href="#{target}"' in said
        assert f'id="{target}"' in said
    assert "What you typed is still here" in said


@pytest.mark.parametrize("label", ["Until which day?", "Until which day"])
def test_the_summary_puts_no_question_mark_before_a_colon(label: str) -> None:
    form = Matter({})
    form.fields["name"].label = label
    said = show("{% error_summary form %}", form=form)
    assert ">Until which day: " in said or ">Until which day：" in said


def test_nothing_wrong_says_nothing() -> None:
    assert show("{% error_summary form %}", form=Matter()) == ""


def test_refusals_become_errors_of_their_field_or_of_the_whole() -> None:
    form = Matter({"name": "x", "mode": "a", "sure": "on"})
    words.add_refusals(
        form,
        Refused(
            [
                Refusal("taken", "The name %(name)s is taken.", {"name": "x"}, "name"),
                Refusal("closed", "It is closed.", {}, "no_such_field"),
            ]
        ),
    )
    errors = form.errors.as_data()
    assert [error.code for error in errors["name"]] == ["taken"]
    assert [error.code for error in errors["__all__"]] == ["closed"]
    assert form.errors["name"] == ["The name x is taken."]


def test_pages_of_a_list_keep_the_rest_of_the_address(rf: RequestFactory) -> None:
    page = Paginator(range(90), 10).page(4)
    said = show("{% pager page %}", page=page, request=rf.get("/x/?q=lamp&page=4"))
    assert 'href="?q=lamp&amp;page=3" rel="prev"' in said
    assert 'href="?q=lamp&amp;page=5" rel="next"' in said
    assert '<span aria-current="page">4</span>' in said
    only = show("{% pager page %}", page=Paginator([1], 10).page(1), request=rf.get("/x/"))
    assert only == ""
