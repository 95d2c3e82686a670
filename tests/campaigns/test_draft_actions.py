"""Every act on a draft: what is true afterwards; the record tells it, or nothing happened."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction

from breaking import changed
from builders import (
    BARE,
    ENDS_ON,
    STARTS_ON,
    a_draft,
    a_duty,
    a_line,
    kinds_since,
    latest,
    meanwhile,
    ready_draft,
    settled,
    statements,
)
from campaign_directives import REWRITTEN
from cast import NOW, Cast
from qunce.domain.accounts.models import Post
from qunce.domain.campaigns import actions
from qunce.domain.campaigns.models import Draft, DraftLine
from qunce.domain.gates.models import Gate
from qunce.domain.record.models import Entry
from qunce.kernel.refusals import Refused

Act = Callable[[Draft, Post], object]

ACTS: dict[str, tuple[Act, list[str]]] = {
    "settle_basics": (
        lambda draft, actor: actions.settle_basics(
            draft=draft, title="新题目", starts_on=STARTS_ON, ends_on=ENDS_ON, actor=actor, now=NOW
        ),
        ["draft.basics_settled"],
    ),
    "choose_template": (
        lambda draft, actor: actions.choose_template(
            draft=draft, template="safety-campaign", actor=actor, now=NOW
        ),
        ["draft.template_chosen"],
    ),
    "edit_line": (
        lambda draft, actor: actions.edit_line(
            line=_kept(draft), text="改过的话", actor=actor, now=NOW
        ),
        ["draft.line_edited"],
    ),
    "drop_line": (
        lambda draft, actor: actions.drop_line(line=_kept(draft), actor=actor, now=NOW),
        ["draft.line_dropped"],
    ),
    "restore_line": (
        lambda draft, actor: actions.restore_line(
            line=draft.lines.get(dropped=True), actor=actor, now=NOW
        ),
        ["draft.line_restored"],
    ),
    "add_line": (
        lambda draft, actor: actions.add_line(
            draft=draft, kind="goal", text="新的一句", actor=actor, now=NOW
        ),
        ["draft.line_added"],
    ),
    "choose_evidence": (
        lambda draft, actor: actions.choose_evidence(
            draft=draft, chosen={_kept(draft).pk: "problem_listed"}, actor=actor, now=NOW
        ),
        ["draft.evidence_chosen"],
    ),
    "decide_repair": (
        lambda draft, actor: actions.decide_repair(
            repair=draft.repairs.get(), decision="accepted", actor=actor, now=NOW
        ),
        ["draft.repairs_decided"],
    ),
    "decide_all_repairs": (
        lambda draft, actor: actions.decide_all_repairs(
            draft=draft, decision="accepted", at_least=0.5, actor=actor, now=NOW
        ),
        ["draft.repairs_decided"],
    ),
    "adopt": (
        lambda draft, actor: actions.adopt(draft=draft, actor=actor, now=NOW),
        ["gate.set_up"] * 5 + ["campaign.adopted"],
    ),
    "set_aside": (
        lambda draft, actor: actions.set_aside(draft=draft, actor=actor, now=NOW),
        ["draft.set_aside"],
    ),
}
OF_A_CAMPAIGN = {"write_document", "issue", "begin_stage"}
"""What is done once there is a campaign: ``test_issuing`` asks the same of these."""
every_act = pytest.mark.parametrize("act", ACTS)


def _kept(draft: Draft) -> DraftLine:
    return draft.lines.filter(kind="duty", dropped=False)[0]


@pytest.fixture
def draft(cast: Cast) -> Draft:
    """Ready for every act: one pair to decide, lines to edit, one line dropped."""
    draft = ready_draft(cast, text=REWRITTEN)
    actions.drop_line(line=a_line(cast, draft, "多余的话"), actor=cast.clerk, now=NOW)
    return draft


def everything() -> dict[str, list[dict[str, Any]]]:
    """Every row of drafts, campaigns and gates."""
    models = [*apps.get_app_config("campaigns").get_models(), Gate]
    return {model.__name__: list(model._base_manager.order_by("pk").values()) for model in models}


def test_the_table_above_knows_every_act_on_a_draft() -> None:
    assert {*ACTS, "draft_directive", *OF_A_CAMPAIGN} == set(actions.__all__)


@every_act
def test_an_act_changes_something_and_the_record_tells_of_it(
    cast: Cast, draft: Draft, act: str
) -> None:
    run, kinds = ACTS[act]
    before, size = everything(), Entry.objects.count()
    run(draft, cast.clerk)
    assert everything() != before
    assert kinds_since(size) == kinds
    assert (latest().actor, latest().at) == (cast.clerk.ref, NOW)
    assert latest().subject.kind == ("campaign" if act == "adopt" else "draft")


@every_act
def test_when_the_transaction_is_undone_neither_the_change_nor_its_entry_stays(
    cast: Cast, draft: Draft, act: str
) -> None:
    before, size = everything(), Entry.objects.count()
    with transaction.atomic():
        ACTS[act][0](draft, cast.clerk)
        assert everything() != before
        transaction.set_rollback(True)
    assert everything() == before
    assert kinds_since(size) == []


@every_act
def test_what_cannot_be_recorded_does_not_happen(
    cast: Cast, draft: Draft, act: str, settings: Any, tmp_path: Any
) -> None:
    before, size = everything(), Entry.objects.count()
    settings.KEYS = tmp_path / "a folder without the key"
    with pytest.raises(Refused) as refused:
        ACTS[act][0](draft, cast.clerk)
    assert refused.value.codes == ("record_key_unreadable",)
    assert everything() == before
    assert kinds_since(size) == []


@every_act
@pytest.mark.parametrize(
    ("who", "reason"),
    [
        ("secretary", "not_campaign_office"),
        ("leader", "not_campaign_office"),
        ("viewer", "not_campaign_office"),
        ("outsider", "draft_of_another_unit"),
    ],
)
def test_nobody_but_the_clerk_may(
    cast: Cast, draft: Draft, act: str, who: str, reason: str
) -> None:
    before, size = everything(), Entry.objects.count()
    with pytest.raises(Refused) as refused:
        ACTS[act][0](draft, cast.five[who])
    assert refused.value.codes == (reason,)
    assert (everything(), kinds_since(size)) == (before, [])


@every_act
@pytest.mark.parametrize("end", ["adopt", "set_aside"])
def test_nothing_happens_to_a_draft_that_is_closed(
    cast: Cast, draft: Draft, act: str, end: str
) -> None:
    ACTS[end][0](draft, cast.clerk)
    before, size = everything(), Entry.objects.count()
    with pytest.raises(Refused) as refused:
        ACTS[act][0](draft, cast.clerk)
    assert refused.value.codes == ("draft_is_closed",)
    assert (everything(), kinds_since(size)) == (before, [])


@pytest.mark.parametrize("act", ["settle_basics", "choose_template", "adopt", "set_aside"])
def test_a_draft_that_is_closed_at_the_same_moment_is_refused_in_the_same_words(
    cast: Cast, draft: Draft, act: str
) -> None:
    size = Entry.objects.count()
    with (
        meanwhile("campaigns_draft", lambda: changed(draft, state="set_aside")),
        pytest.raises(Refused) as refused,
    ):
        ACTS[act][0](draft, cast.clerk)
    assert refused.value.codes == ("draft_is_closed",)
    assert kinds_since(size) == []


@every_act
@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite takes the write lock when a transaction begins"
)
def test_nobody_adopts_a_draft_while_it_is_being_changed(
    cast: Cast, draft: Draft, act: str
) -> None:
    sent = statements(lambda: ACTS[act][0](draft, cast.clerk))
    first_write = next(i for i, sql in enumerate(sent) if sql.startswith(("UPDATE", "INSERT")))
    lock = re.compile(r'FROM "campaigns_draft".*FOR UPDATE')
    assert [i for i, sql in enumerate(sent) if lock.search(sql) and i < first_write]


# --- reading a directive


def test_a_draft_keeps_the_text_as_received_and_the_record_its_hash(cast: Cast) -> None:
    size = Entry.objects.count()
    draft = a_draft(cast, text=REWRITTEN, source_name="讲话.txt")
    draft.refresh_from_db()
    digest = hashlib.sha256(REWRITTEN.encode()).hexdigest()
    assert (draft.source_text, draft.source_sha256, draft.read_at) == (REWRITTEN, digest, NOW)
    assert (draft.source_name, draft.state, draft.unit) == ("讲话.txt", "open", cast.town)
    assert kinds_since(size) == ["draft.read"]
    assert (latest().actor, latest().subject) == (cast.clerk.ref, draft.ref)
    lines = draft.lines.count()
    assert lines > 0
    assert latest().facts == {"sha256": digest, "lines": lines, "template": "learn-check-fix"}


def test_every_line_keeps_the_sentence_it_came_from(cast: Cast) -> None:
    lines = list(a_draft(cast, text=REWRITTEN).lines.exclude(kind="gate"))
    assert {line.kind for line in lines} >= {"requirement", "duty"}
    for line in lines:
        assert REWRITTEN[line.start : line.end] == line.quote
    assert [line.place for line in lines] == sorted(line.place for line in lines)


def test_a_text_without_a_title_from_no_file_still_has_a_name_in_the_record(cast: Cast) -> None:
    draft = a_draft(cast, text="。", source_name="")
    assert (draft.title, draft.source_name) == ("", "")
    assert latest().subject.name == draft.source_sha256[:12]


@pytest.mark.parametrize(
    ("window", "starts_on", "ends_on"),
    [
        ("从2026年3月到2026年8月", date(2026, 3, 1), date(2026, 8, 31)),
        ("从2027年3月到2028年2月", date(2027, 3, 1), date(2028, 2, 29)),
        ("从2026年8月到2026年3月", None, None),
    ],
    ids=["whole months", "up to a leap day", "the wrong way round"],
)
def test_the_window_as_whole_days_or_not_at_all(
    cast: Cast, window: str, starts_on: date | None, ends_on: date | None
) -> None:
    text = f"清泉镇关于开展活动的实施方案\n\n{window}，在全镇开展学习实践活动。\n"
    draft = a_draft(cast, text=text)
    assert (draft.starts_on, draft.ends_on) == (starts_on, ends_on)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"text": " "}, "directive_is_empty"),
        ({"template": "great-leap"}, "template_unknown"),
        ({"text": "通\x00知"}, "directive_has_nul"),
    ],
)
def test_a_text_that_cannot_be_read_leaves_no_trace(
    cast: Cast, changes: dict[str, Any], reason: str
) -> None:
    size = Entry.objects.count()
    with pytest.raises(Refused) as refused:
        a_draft(cast, **changes)
    assert refused.value.codes == (reason,)
    assert (Draft.objects.count(), kinds_since(size)) == (0, [])


@pytest.mark.parametrize(
    ("who", "reason"),
    [
        ("secretary", "not_campaign_office"),
        ("leader", "not_campaign_office"),
        ("viewer", "not_campaign_office"),
        ("outsider", "draft_of_another_unit"),
    ],
)
def test_nobody_but_the_clerk_has_a_directive_of_the_town_read(
    cast: Cast, who: str, reason: str
) -> None:
    with pytest.raises(Refused) as refused:
        a_draft(cast, actor=cast.five[who])
    assert refused.value.codes == (reason,)
    assert Draft.objects.count() == 0


def test_a_reading_that_is_undone_leaves_neither_draft_nor_entry(cast: Cast) -> None:
    size = Entry.objects.count()
    with transaction.atomic():
        a_draft(cast, text=REWRITTEN)
        transaction.set_rollback(True)
    assert (Draft.objects.count(), DraftLine.objects.count(), kinds_since(size)) == (0, 0, [])


def test_a_reading_that_cannot_be_recorded_leaves_no_draft(
    cast: Cast, settings: Any, tmp_path: Any
) -> None:
    settings.KEYS = tmp_path / "a folder without the key"
    with pytest.raises(Refused) as refused:
        a_draft(cast, text=REWRITTEN)
    assert refused.value.codes == ("record_key_unreadable",)
    assert (Draft.objects.count(), DraftLine.objects.count()) == (0, 0)


# --- deciding


def test_title_and_days_are_settled(cast: Cast) -> None:
    draft = settled(cast, a_draft(cast), title=" 学查改 ")
    assert (draft.title, draft.starts_on, draft.ends_on) == ("学查改", STARTS_ON, ENDS_ON)
    assert latest().facts == {"starts_on": "2026-03-01", "ends_on": "2026-06-09"}


def test_impossible_days_are_not_settled(cast: Cast) -> None:
    draft = settled(cast, a_draft(cast))
    with pytest.raises(Refused) as refused:
        settled(cast, draft, ends_on=STARTS_ON)
    assert refused.value.codes == ("campaign_window_impossible",)
    draft.refresh_from_db()
    assert draft.ends_on == ENDS_ON


def test_another_kind_of_campaign_is_chosen(cast: Cast) -> None:
    draft = a_draft(cast)
    actions.choose_template(draft=draft, template="three-stage-2009", actor=cast.clerk, now=NOW)
    draft.refresh_from_db()
    assert draft.template == "three-stage-2009"
    assert latest().facts == {"template": "three-stage-2009"}
    with pytest.raises(Refused) as refused:
        actions.choose_template(draft=draft, template="great-leap", actor=cast.clerk, now=NOW)
    assert refused.value.codes == ("template_unknown",)


def test_an_edited_line_says_what_the_office_wrote_and_keeps_its_sentence(cast: Cast) -> None:
    line = _kept(a_draft(cast, text=REWRITTEN))
    quote = line.quote
    actions.edit_line(
        line=line,
        text=" 每村办一件实事 ",
        owed_by=[" 各村 ", ""],
        unit_kinds=["village", "branch"],
        action_kind="optional",
        due_on=date(2026, 4, 1),
        actor=cast.clerk,
        now=NOW,
    )
    line.refresh_from_db()
    assert (line.text, line.quote, line.edited) == ("每村办一件实事", quote, True)
    assert (line.owed_by, line.unit_kinds) == (["各村"], ["village", "branch"])
    assert (line.action_kind, line.due_on) == ("optional", date(2026, 4, 1))
    digest = hashlib.sha256("每村办一件实事".encode()).hexdigest()
    assert latest().facts == {"line": line.place, "sha256": digest}


def test_what_an_edit_leaves_unsaid_stays_but_the_day_is_always_set(cast: Cast) -> None:
    line = a_duty(
        cast,
        a_draft(cast),
        "办实事",
        owed_by=["各村"],
        unit_kinds=["village"],
        action_kind="optional",
        due_on=date(2026, 4, 1),
    )
    actions.edit_line(line=line, text="办好实事", actor=cast.clerk, now=NOW)
    line.refresh_from_db()
    assert (line.owed_by, line.unit_kinds, line.action_kind, line.due_on) == (
        ["各村"],
        ["village"],
        "optional",
        None,
    )


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({"text": ""}, ("line_words_wrong",)),
        ({"text": " 　\n"}, ("line_words_wrong",)),
        ({"text": "字" * 2000}, ()),
        ({"text": "字" * 2001}, ("line_words_wrong",)),
        ({"text": "通\x00知"}, ("line_words_wrong",)),
        ({"unit_kinds": ["village", "castle"]}, ("unit_kind_unknown",)),
        ({"unit_kinds": ["branch"]}, ()),
        ({"action_kind": "perhaps"}, ("action_kind_unknown",)),
        (
            {"text": "", "unit_kinds": ["castle"], "action_kind": "perhaps"},
            ("line_words_wrong", "unit_kind_unknown", "action_kind_unknown"),
        ),
    ],
)
def test_which_edits_are_refused(
    cast: Cast, changes: dict[str, Any], reasons: tuple[str, ...]
) -> None:
    line = _kept(a_draft(cast, text=REWRITTEN))
    given = {"text": "改过的话", **changes}
    if not reasons:
        actions.edit_line(line=line, actor=cast.clerk, now=NOW, **given)
        return
    with pytest.raises(Refused) as refused:
        actions.edit_line(line=line, actor=cast.clerk, now=NOW, **given)
    assert refused.value.codes == reasons
    line.refresh_from_db()
    assert not line.edited


def test_only_the_kind_that_nobody_knows_is_named(cast: Cast) -> None:
    line = _kept(a_draft(cast, text=REWRITTEN))
    with pytest.raises(Refused) as refused:
        actions.edit_line(
            line=line, text="话", unit_kinds=["castle", "branch"], actor=cast.clerk, now=NOW
        )
    assert [dict(reason.params) for reason in refused.value.refusals] == [{"kind": "castle"}]


def test_a_line_is_dropped_and_taken_back_and_a_second_time_is_nothing_new(cast: Cast) -> None:
    line = a_line(cast, a_draft(cast))
    size = Entry.objects.count()
    for act, dropped in (
        (actions.drop_line, True),
        (actions.drop_line, True),
        (actions.restore_line, False),
        (actions.restore_line, False),
    ):
        act(line=line, actor=cast.clerk, now=NOW)
        line.refresh_from_db()
        assert line.dropped == dropped
    assert kinds_since(size) == ["draft.line_dropped", "draft.line_restored"]
    assert latest().facts == {"line": line.place}


def test_a_line_of_the_offices_own_comes_last_and_has_no_sentence(cast: Cast) -> None:
    draft = a_draft(cast, text=REWRITTEN)
    last = max(line.place for line in draft.lines.all())
    line = a_line(cast, draft, " 修好水渠 ", kind="goal")
    assert (line.place, line.text, line.kind) == (last + 1, "修好水渠", "goal")
    assert (line.start, line.end, line.quote, line.edited) == (None, None, "", True)
    digest = hashlib.sha256("修好水渠".encode()).hexdigest()
    assert latest().facts == {"line": line.place, "line_kind": "goal", "sha256": digest}


@pytest.mark.parametrize(
    ("kind", "gate_kind", "reasons"),
    [
        ("goal", "", ()),
        ("gate", "plan", ()),
        ("gate", "", ("gate_kind_needed",)),
        ("gate", "garden", ("gate_kind_needed",)),
        ("goal", "plan", ("gate_kind_needed",)),
        ("rumour", "", ("line_kind_unknown",)),
    ],
)
def test_a_gate_is_added_with_its_kind_and_nothing_else_with_one(
    cast: Cast, kind: str, gate_kind: str, reasons: tuple[str, ...]
) -> None:
    draft = a_draft(cast, text=BARE)
    if not reasons:
        assert a_line(cast, draft, kind=kind, gate_kind=gate_kind).gate_kind == gate_kind
        return
    with pytest.raises(Refused) as refused:
        a_line(cast, draft, kind=kind, gate_kind=gate_kind)
    assert refused.value.codes == reasons


def test_a_draft_set_aside_stays_readable(cast: Cast, draft: Draft) -> None:
    lines = draft.lines.count()
    actions.set_aside(draft=draft, actor=cast.clerk, now=NOW)
    draft.refresh_from_db()
    assert (draft.state, draft.lines.count()) == ("set_aside", lines)
    assert draft in Draft.objects.visible_to(cast.clerk)
