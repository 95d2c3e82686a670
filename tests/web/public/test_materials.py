"""A material that everybody may read: from when it is shown until it is taken back."""

from __future__ import annotations

import pytest
from django.test import Client

from builders import statements
from cast import NOW, Cast
from qunce.domain.study.actions import publish_material, take_back_material, withdraw_material
from qunce.domain.study.models import Material
from study_made import a_material

PLAIN = "吃剩的一桶，别的一桶。"


def read(material: Material, language: str = "zh-CN") -> str:
    answer = Client(headers={"accept-language": language}).get(f"/materials/{material.pk}/")
    assert answer.status_code == 200
    return str(answer.content.decode())


def a_shown(cast: Cast, **changes: object) -> Material:
    made = a_material(cast, **changes)
    publish_material(material=made, actor=cast.secretary, now=NOW)
    return made


def test_everybody_reads_the_plain_words_first(cast: Cast) -> None:
    told = read(a_shown(cast))
    assert told.index(PLAIN) < told.index("厨余垃圾要和别的垃圾分开。")


def test_one_that_is_not_public_and_one_that_is_not_there_look_alike(cast: Cast) -> None:
    kept, gone = a_material(cast), a_shown(cast)
    back = a_shown(cast)
    withdraw_material(material=gone, actor=cast.secretary, now=NOW)
    take_back_material(material=back, actor=cast.secretary, now=NOW)
    answers = [Client().get(f"/materials/{pk}/") for pk in (kept.pk, gone.pk, back.pk, 999)]
    assert [answer.status_code for answer in answers] == [404] * 4
    assert PLAIN not in "".join(answer.content.decode() for answer in answers)


@pytest.mark.parametrize("pk", ["99999999999999999999", "0", "x", "1%00"])
def test_an_address_that_leads_nowhere_is_not_found(cast: Cast, pk: str) -> None:
    assert Client().get(f"/materials/{pk}/").status_code == 404


def test_a_link_leads_out_without_saying_from_where(cast: Cast) -> None:
    told = read(a_shown(cast, kind="link", text="", link="https://example.net/?a=1&b=<2>"))
    assert 'href="https://example.net/?a=1&amp;b=&lt;2&gt;"' in told
    assert 'rel="noreferrer noopener nofollow"' in told


def test_words_are_words_and_no_markup(cast: Cast) -> None:
    told = read(a_shown(cast, text="<script>alert(1)</script>", title="<b>x</b>"))
    assert "<script>alert(1)" not in told
    assert "&lt;script&gt;alert(1)" in told
    assert "<b>x</b>" not in told


def test_who_made_it_is_the_unit_and_no_person(cast: Cast) -> None:
    told = read(a_shown(cast))
    assert cast.village.name in told
    assert cast.person("secretary").name not in told
    assert cast.secretary.title not in told


def test_in_english_nothing_else_is_read_than_the_units_own_words(cast: Cast) -> None:
    made = a_shown(cast, title="Falls", text="Wipe wet floors.", plain_text="Wipe it.")
    told = read(made, "en")
    assert "In plain words" in told
    assert "Party" not in told


@pytest.mark.parametrize("rows", [1, 3])
def test_it_costs_one_statement(cast: Cast, rows: int) -> None:
    made, *_others = [a_shown(cast) for _ in range(rows)]
    assert len(statements(lambda: read(made))) == 1
