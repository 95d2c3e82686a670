"""What is read and handed out: who makes it, who may read it, when everybody may."""

from __future__ import annotations

from typing import Any

import pytest

from builders import kinds_since, latest, meanwhile
from cast import NOW, SYSTEM, Cast
from qunce.domain.accounts.actions import add_post
from qunce.domain.study import queries
from qunce.domain.study.actions import (
    change_material,
    publish_material,
    take_back_material,
    withdraw_material,
)
from qunce.domain.study.models import Material
from qunce.kernel.refusals import Refused
from study_made import a_material


def refused(act: Any) -> tuple[str, ...]:
    with pytest.raises(Refused) as reasons:
        act()
    return reasons.value.codes


def reworded(cast: Cast, material: Material, **changes: Any) -> Material:
    given: dict[str, Any] = {
        "seen_changed": material.changed,
        "title": material.title,
        "text": material.text,
        "plain_text": material.plain_text,
        "actor": cast.secretary,
        "now": NOW,
    }
    return change_material(material=material, **{**given, **changes})


def test_the_record_tells_the_kind_not_the_words(cast: Cast) -> None:
    made = a_material(cast, text="井水要烧开。", plain_text="先烧开，再喝。")
    entry = latest()
    assert entry.kind == "material.added"
    assert "烧开" not in entry.canonical
    assert made.paragraphs == ["井水要烧开。"]


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"title": " "}, ("words_missing",)),
        ({"title": "长" * 121}, ("words_too_long",)),
        ({"text": ""}, ("words_missing",)),
        ({"text": "长" * 100_001}, ("words_too_long",)),
        ({"plain_text": "半个\ud800字"}, ("words_broken",)),
        ({"kind": "film"}, ("material_kind_unknown",)),
        ({"kind": "document"}, ("material_kind_unknown",)),
        ({"kind": "document", "media": "exe"}, ("material_kind_unknown",)),
        ({"media": "docx"}, ("material_kind_unknown",)),
        ({"link": "https://example.net/"}, ("material_is_text_and_link",)),
    ],
)
def test_a_material_without_words_is_refused(
    cast: Cast, changes: dict[str, Any], codes: tuple[str, ...]
) -> None:
    assert refused(lambda: a_material(cast, **changes)) == codes
    assert not Material.objects.exists()


@pytest.mark.parametrize(
    ("link", "fine"),
    [
        ("https://example.net/a?b=1", True),
        ("http://example.net/", True),
        ("", False),
        ("example.net", False),
        ("javascript:alert(1)", False),
        ("JAVASCRIPT:alert(1)", False),
        ("data:text/html,x", False),
        ("file:///etc/passwd", False),
        ("https://", False),
        ("https://name:word@example.net/", False),
        ("https://example.net/a b", False),
        ("https://[bad/", False),
        ("HTTPS://example.net/", False),
        ("https://example.net/" + "a" * 500, False),
    ],
)
def test_a_link_leads_to_a_page_of_the_web(cast: Cast, link: str, fine: bool) -> None:
    def act() -> Material:
        return a_material(cast, kind="link", text="", link=link)

    if fine:
        assert act().link == link
    else:
        assert refused(act) == ("material_link_wrong",)


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("secretary", True),
        ("clerk", True),
        ("teacher", False),
        ("viewer", False),
        ("outsider", False),
    ],
)
def test_who_puts_up_a_material_for_the_village(cast: Cast, who: str, may: bool) -> None:
    if may:
        a_material(cast, actor=getattr(cast, who))
    else:
        assert refused(lambda: a_material(cast, actor=getattr(cast, who)))


def test_only_its_own_unit_looks_after_it(cast: Cast) -> None:
    made = a_material(cast)
    for who in ("clerk", "leader", "teacher", "viewer", "outsider"):
        post = getattr(cast, who)
        for act in (publish_material, withdraw_material):
            assert refused(lambda act=act, post=post: act(material=made, actor=post, now=NOW)) == (
                "material_of_another_unit",
            )
        assert refused(lambda post=post: reworded(cast, made, actor=post, text="别的")) == (
            "material_of_another_unit",
        )


def test_everybody_reads_it_from_when_it_is_shown_until_it_is_taken_back(cast: Cast) -> None:
    made = a_material(cast)
    assert not Material.objects.public().exists()
    assert refused(lambda: take_back_material(material=made, actor=cast.secretary, now=NOW)) == (
        "material_not_public",
    )
    publish_material(material=made, actor=cast.secretary, now=NOW)
    assert list(Material.objects.public()) == [made]
    assert latest().kind == "material.published"
    assert refused(lambda: publish_material(material=made, actor=cast.secretary, now=NOW)) == (
        "material_public_already",
    )
    take_back_material(material=made, actor=cast.secretary, now=NOW)
    assert not Material.objects.public().exists()
    assert latest().kind == "material.taken_back"


def test_out_of_use_it_is_not_public_and_not_chosen(cast: Cast) -> None:
    made = a_material(cast)
    publish_material(material=made, actor=cast.secretary, now=NOW)
    assert list(queries.materials_for(cast.village)) == [made]
    withdraw_material(material=made, actor=cast.secretary, now=NOW)
    assert not Material.objects.public().exists()
    assert not queries.materials_for(cast.village).exists()
    assert refused(lambda: withdraw_material(material=made, actor=cast.secretary, now=NOW)) == (
        "material_withdrawn",
    )


def test_it_is_reworded_by_whoever_saw_it_as_it_is(cast: Cast) -> None:
    made = a_material(cast)
    changed = reworded(cast, made, plain_text="一桶湿的，一桶干的。")
    assert (changed.changed, changed.plain_text) == (1, "一桶湿的，一桶干的。")
    assert latest().facts == {"parts": ["plain_text"]}
    assert refused(lambda: reworded(cast, made, text="又一次")) == ("study_changed_meanwhile",)
    size = latest().index + 1
    reworded(cast, changed)
    assert kinds_since(size) == []


@pytest.mark.parametrize("act", [publish_material, withdraw_material, take_back_material])
def test_of_two_at_once_one_is_told(cast: Cast, act: Any) -> None:
    made = a_material(cast)
    if act is take_back_material:
        publish_material(material=made, actor=cast.secretary, now=NOW)

    def somebody() -> None:
        Material.objects.filter(pk=made.pk).update(withdrawn_at=NOW, public_since=None)

    with meanwhile("study_material", somebody), pytest.raises(Refused) as reasons:
        act(material=made, actor=cast.secretary, now=NOW)
    assert reasons.value.codes == ("study_changed_meanwhile",)


@pytest.mark.parametrize(
    ("made_by", "who", "sees"),
    [
        ("town", "secretary", True),
        ("town", "teacher", True),
        ("town", "viewer", True),
        ("town", "outsider", False),
        ("village", "secretary", True),
        ("village", "clerk", True),
        ("village", "leader", True),
        ("village", "viewer", True),
        ("village", "teacher", False),
        ("village", "outsider", False),
    ],
)
def test_who_reads_it_before_everybody_may(cast: Cast, made_by: str, who: str, sees: bool) -> None:
    unit = getattr(cast, made_by)
    made = a_material(cast, unit=unit, actor=cast.clerk)
    assert Material.objects.visible_to(getattr(cast, who)).filter(pk=made.pk).exists() is sees
    assert not Material.objects.visible_to(None).exists()


def test_a_guidance_group_puts_up_nothing(cast: Cast) -> None:
    guide = add_post(
        unit=cast.town, code="guide", title="指导组", role="guidance", area=cast.east,
        actor=SYSTEM, now=NOW,
    )  # fmt: skip
    assert refused(lambda: a_material(cast, unit=cast.town, actor=guide)) == (
        "material_not_by_this_post",
    )
    assert Material.objects.visible_to(guide).filter(pk=a_material(cast).pk).exists()
