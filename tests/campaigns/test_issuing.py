"""What stands behind a gate: nobody issues or begins it before the people were heard."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from breaking import assert_refuses, changed
from builders import a_campaign, kinds_since, latest, meanwhile
from campaign_directives import REWRITTEN
from cast import NOW, Cast
from gates_made import AFTERWARDS, in_state, passed
from qunce.domain.accounts.models import Post
from qunce.domain.campaigns.actions import begin_stage, issue, write_document
from qunce.domain.campaigns.models import Campaign, Document, Stage
from qunce.domain.campaigns.rules import LONGEST_DOCUMENT
from qunce.domain.gates.models import Passage
from qunce.domain.gates.states import GateState
from qunce.domain.record.models import Entry
from qunce.kernel.refusals import Refused

WORDS = "一、路灯十二盏，四月底前修好。\n二、水塘清淤，五月底前完成。"
PAST = {"passed", "overridden"}


@pytest.fixture
def made(cast: Cast) -> Campaign:
    """A campaign in three stages; the second and third begin behind a gate."""
    return a_campaign(cast, text=REWRITTEN, template="three-stage-2009")


def written(cast: Cast, made: Campaign, kind: str = "plan") -> Document:
    document = made.documents.select_related("gate").get(kind=kind)
    return write_document(document=document, text=WORDS, seen_version=0, actor=cast.clerk, now=NOW)


def stage(made: Campaign, code: str) -> Stage:
    return made.stages.select_related("gate").get(code=code)


def assert_leads_nowhere(act: Callable[[], object]) -> None:
    """The foreign key refuses ``act``: there is no such passage."""

    def committed() -> None:
        with transaction.atomic():
            act()
            connection.check_constraints()  # foreign keys are looked at when one commits

    with pytest.raises(IntegrityError):
        committed()


# --- writing


def test_a_document_is_written_again_and_again_until_it_is_issued(
    cast: Cast, made: Campaign
) -> None:
    size = Entry.objects.count()
    first = written(cast, made)
    second = write_document(
        document=first, text=WORDS + "\n三、", seen_version=1, actor=cast.clerk, now=NOW
    )
    assert (first.version, second.version, second.text) == (1, 2, WORDS + "\n三、")
    assert kinds_since(size) == []


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({"text": ""}, ()),
        ({"text": "字" * LONGEST_DOCUMENT}, ()),
        ({"text": "字" * (LONGEST_DOCUMENT + 1)}, ("document_too_long",)),
        ({"text": "方\x00案"}, ("document_has_nul",)),
        ({"seen_version": 1}, ("document_changed_meanwhile",)),
    ],
    ids=["empty for now", "as long as can be", "a sign too long", "nul", "another version"],
)
def test_which_wordings_are_kept(
    cast: Cast, made: Campaign, changes: dict[str, Any], reasons: tuple[str, ...]
) -> None:
    document = made.documents.get(kind="plan")
    given = {"text": WORDS, "seen_version": 0, "actor": cast.clerk, "now": NOW, **changes}
    if not reasons:
        assert write_document(document=document, **given).text == given["text"]
        return
    with pytest.raises(Refused) as refused:
        write_document(document=document, **given)
    assert refused.value.codes == reasons
    document.refresh_from_db()
    assert (document.text, document.version) == ("", 0)


# --- issuing


@pytest.mark.parametrize("state", GateState.values)
def test_a_document_is_issued_only_past_its_gate(cast: Cast, made: Campaign, state: str) -> None:
    document = written(cast, made)
    gate = in_state(cast, document.gate, state)
    size = Entry.objects.count()
    if state not in PAST:
        with pytest.raises(Refused) as refused:
            issue(document=document, actor=cast.clerk, now=AFTERWARDS)
        assert refused.value.codes == ("gate_not_passed",)
        document.refresh_from_db()
        assert (document.state, kinds_since(size)) == ("not_issued", [])
        return
    issued = issue(document=document, actor=cast.clerk, now=AFTERWARDS)
    digest = sha256(WORDS.encode()).hexdigest()
    assert (issued.state, issued.sha256, issued.passage_id) == ("issued", digest, gate.pk)
    assert (issued.issued_at, issued.issued_by, issued.text) == (AFTERWARDS, cast.clerk, WORDS)
    assert kinds_since(size) == ["document.issued"]
    assert (latest().subject, latest().facts) == (
        issued.ref,
        {"document": "plan", "sha256": digest, "gate": {"gate": "plan", "state": state}},
    )


@pytest.mark.parametrize("state", GateState.values)
def test_a_raw_write_issues_nothing_past_a_gate_that_is_not_open(
    cast: Cast, made: Campaign, state: str
) -> None:
    """No rule, no action: the constraint, and the foreign key to a passage that must exist."""
    document = written(cast, made)
    gate = in_state(cast, document.gate, state)
    out = {
        "state": "issued",
        "issued_at": NOW,
        "issued_by": cast.clerk,
        "sha256": "5e" * 32,
    }
    assert_refuses(
        "campaigns",
        "document_issued_has_passed_its_gate",
        lambda: changed(document, **out),
    )
    assert Passage.objects.filter(pk=gate.pk).exists() is (state in PAST)
    if state in PAST:
        changed(document, passage_id=gate.pk, **out)
        return
    assert_leads_nowhere(lambda: changed(document, passage_id=gate.pk, **out))


def test_the_passage_of_another_gate_does_not_serve(cast: Cast, made: Campaign) -> None:
    document = written(cast, made)
    other = passed(cast, made.documents.get(kind="problems").gate)
    with pytest.raises(Refused) as refused:
        issue(document=document, actor=cast.clerk, now=AFTERWARDS)
    assert refused.value.codes == ("gate_not_passed",)
    assert_refuses(
        "campaigns",
        "document_issued_has_passed_its_gate",
        lambda: changed(
            document,
            state="issued",
            issued_at=NOW,
            issued_by=cast.clerk,
            sha256="5e" * 32,
            passage=other,
        ),
    )


@pytest.mark.parametrize("text", ["", "  \n　"])
def test_an_empty_document_is_not_issued(cast: Cast, made: Campaign, text: str) -> None:
    document = made.documents.select_related("gate").get(kind="plan")
    write_document(document=document, text=text, seen_version=0, actor=cast.clerk, now=NOW)
    passed(cast, document.gate)
    with pytest.raises(Refused) as refused:
        issue(document=document, actor=cast.clerk, now=AFTERWARDS)
    assert refused.value.codes == ("document_is_empty",)


def test_all_reasons_are_told_at_once(cast: Cast, made: Campaign) -> None:
    document = made.documents.get(kind="plan")
    with pytest.raises(Refused) as refused:
        issue(document=document, actor=cast.secretary, now=NOW)
    assert refused.value.codes == ("not_campaign_office", "gate_not_passed", "document_is_empty")


def test_an_issued_document_is_neither_written_nor_issued_again(cast: Cast, made: Campaign) -> None:
    document = written(cast, made)
    passed(cast, document.gate)
    issue(document=document, actor=cast.clerk, now=AFTERWARDS)
    for act in (
        lambda: issue(document=document, actor=cast.clerk, now=AFTERWARDS),
        lambda: write_document(
            document=document, text="改", seen_version=1, actor=cast.clerk, now=AFTERWARDS
        ),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.codes == ("document_is_issued",)
    document.refresh_from_db()
    assert (document.text, document.version) == (WORDS, 1)


def test_what_is_issued_is_what_was_looked_at(cast: Cast, made: Campaign) -> None:
    document = written(cast, made)
    passed(cast, document.gate)
    write_document(document=document, text="别的", seen_version=1, actor=cast.clerk, now=NOW)
    with pytest.raises(Refused) as refused:
        issue(document=document, seen_version=1, actor=cast.clerk, now=AFTERWARDS)
    assert refused.value.codes == ("document_changed_meanwhile",)
    assert issue(document=document, seen_version=2, actor=cast.clerk, now=AFTERWARDS).text == "别的"


def test_a_document_that_is_rewritten_at_the_same_moment_is_not_issued_unseen(
    cast: Cast, made: Campaign
) -> None:
    document = written(cast, made)
    passed(cast, document.gate)
    with (
        meanwhile("campaigns_document", lambda: changed(document, text="别的", version=2)),
        pytest.raises(Refused) as refused,
    ):
        issue(document=document, actor=cast.clerk, now=AFTERWARDS)
    assert refused.value.codes == ("document_changed_meanwhile",)
    document.refresh_from_db()
    assert document.state == "not_issued"


def test_of_two_who_write_at_once_one_is_told(cast: Cast, made: Campaign) -> None:
    document = written(cast, made)
    with (
        meanwhile("campaigns_document", lambda: changed(document, text="别的", version=2)),
        pytest.raises(Refused) as refused,
    ):
        write_document(document=document, text="我的", seen_version=1, actor=cast.clerk, now=NOW)
    assert refused.value.codes == ("document_changed_meanwhile",)


# --- what was issued stays


@pytest.fixture
def issued(cast: Cast, made: Campaign) -> Document:
    document = written(cast, made)
    passed(cast, document.gate)
    return issue(document=document, actor=cast.clerk, now=AFTERWARDS)


@pytest.mark.parametrize(
    "fields",
    [
        {"text": "另一份"},
        {"sha256": "00" * 32},
        {"issued_at": NOW},
        {"title": "另一份方案"},
        {"state": "not_issued", "issued_at": None, "issued_by": None, "passage": None},
    ],
    ids=["its wording", "its hash", "its time", "its title", "whether it was"],
)
def test_an_issued_document_never_changes(issued: Document, fields: dict[str, Any]) -> None:
    assert_refuses("campaigns", "document_issued_never_changes", lambda: changed(issued, **fields))


def test_an_issued_document_is_never_removed(issued: Document) -> None:
    assert_refuses(
        "campaigns",
        "document_issued_never_removed",
        lambda: Document.objects.filter(pk=issued.pk)._raw_delete("default"),  # type: ignore[attr-defined]
    )


def test_an_issued_document_is_not_replaced_by_the_way_around_removing(issued: Document) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite can replace a row while inserting")
    with (
        pytest.raises(IntegrityError) as refused,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("INSERT OR REPLACE INTO campaigns_document SELECT * FROM campaigns_document")
    assert "document_issued_never_changes" in str(refused.value)


def test_a_document_not_issued_may_be_put_off(cast: Cast, made: Campaign) -> None:
    document = written(cast, made)
    changed(document, due_on=made.ends_on)
    document.refresh_from_db()
    assert document.due_on == made.ends_on


def test_the_guards_of_issued_documents_are_there(cast: Cast) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            last = "document_issued_never_replaced"
        else:
            cursor.execute("SELECT tgname FROM pg_trigger")
            last = "document_issued_never_emptied"
        there = {name for (name,) in cursor.fetchall() if name.startswith("document_issued")}
    assert there == {"document_issued_never_changes", "document_issued_never_removed", last}


# --- beginning a stage


def test_a_stage_without_a_gate_begins(cast: Cast, made: Campaign) -> None:
    size = Entry.objects.count()
    begun = begin_stage(stage=stage(made, "learn"), actor=cast.clerk, now=NOW)
    assert (begun.begun_at, begun.passage_id) == (NOW, None)
    assert kinds_since(size) == ["stage.begun"]
    assert (latest().subject, latest().facts) == (begun.ref, {"stage": "learn", "gate": None})


@pytest.mark.parametrize("state", GateState.values)
def test_a_stage_begins_only_past_its_gate(cast: Cast, made: Campaign, state: str) -> None:
    begin_stage(stage=stage(made, "learn"), actor=cast.clerk, now=NOW)
    analyse = stage(made, "analyse")
    assert analyse.gate is not None
    gate = in_state(cast, analyse.gate, state)
    size = Entry.objects.count()
    if state not in PAST:
        with pytest.raises(Refused) as refused:
            begin_stage(stage=analyse, actor=cast.clerk, now=AFTERWARDS)
        assert refused.value.codes == ("gate_not_passed",)
        analyse.refresh_from_db()
        assert (analyse.begun_at, kinds_since(size)) == (None, [])
        return
    begun = begin_stage(stage=analyse, actor=cast.clerk, now=AFTERWARDS)
    assert (begun.begun_at, begun.passage_id) == (AFTERWARDS, gate.pk)
    assert latest().facts == {"stage": "analyse", "gate": {"gate": "problems", "state": state}}


@pytest.mark.parametrize("state", GateState.values)
def test_a_raw_write_begins_nothing_past_a_gate_that_is_not_open(
    cast: Cast, made: Campaign, state: str
) -> None:
    analyse = stage(made, "analyse")
    assert analyse.gate is not None
    gate = in_state(cast, analyse.gate, state)
    name = "stage_begun_has_passed_its_gate"
    assert_refuses("campaigns", name, lambda: changed(analyse, begun_at=NOW))
    if state in PAST:
        changed(analyse, begun_at=NOW, passage_id=gate.pk)
        return
    assert_leads_nowhere(lambda: changed(analyse, begun_at=NOW, passage_id=gate.pk))


def test_stages_come_one_after_another(cast: Cast, made: Campaign) -> None:
    for code in ("problems", "report"):
        passed(cast, made.documents.get(kind=code).gate)
    with pytest.raises(Refused) as refused:
        begin_stage(stage=stage(made, "put-right"), actor=cast.clerk, now=AFTERWARDS)
    assert refused.value.codes == ("stage_before_has_not_begun",)
    for code in ("learn", "analyse", "put-right"):
        begin_stage(stage=stage(made, code), actor=cast.clerk, now=AFTERWARDS)
    with pytest.raises(Refused) as refused:
        begin_stage(stage=stage(made, "learn"), actor=cast.clerk, now=AFTERWARDS)
    assert refused.value.codes == ("stage_has_begun",)


def test_of_two_who_begin_a_stage_at_once_one_is_told(cast: Cast, made: Campaign) -> None:
    learn = stage(made, "learn")
    with (
        meanwhile("campaigns_stage", lambda: changed(learn, begun_at=NOW)),
        pytest.raises(Refused) as refused,
    ):
        begin_stage(stage=learn, actor=cast.clerk, now=NOW)
    assert refused.value.codes == ("stage_has_begun",)


# --- every act

ACTS: dict[str, Callable[[Campaign, Post], object]] = {
    "write_document": lambda made, actor: write_document(
        document=made.documents.get(kind="plan"), text="改", seen_version=1, actor=actor, now=NOW
    ),
    "issue": lambda made, actor: issue(
        document=made.documents.get(kind="plan"), actor=actor, now=AFTERWARDS
    ),
    "begin_stage": lambda made, actor: begin_stage(
        stage=stage(made, "learn"), actor=actor, now=NOW
    ),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize(
    ("who", "reason"),
    [
        ("secretary", "not_campaign_office"),
        ("leader", "not_campaign_office"),
        ("viewer", "not_campaign_office"),
        ("outsider", "gate_of_another_unit"),
    ],
)
def test_nobody_but_the_clerk_may(
    cast: Cast, made: Campaign, act: str, who: str, reason: str
) -> None:
    passed(cast, written(cast, made).gate)
    size = Entry.objects.count()
    with pytest.raises(Refused) as refused:
        ACTS[act](made, cast.five[who])
    assert refused.value.codes == (reason,)
    assert kinds_since(size) == []
    document = made.documents.get(kind="plan")
    assert (document.text, document.state) == (WORDS, "not_issued")
    assert stage(made, "learn").begun_at is None


@pytest.mark.parametrize("act", ["issue", "begin_stage"])
def test_what_cannot_be_recorded_does_not_happen(
    cast: Cast, made: Campaign, act: str, settings: Any, tmp_path: Path
) -> None:
    passed(cast, written(cast, made).gate)
    settings.KEYS = tmp_path / "a folder without the key"
    with pytest.raises(Refused) as refused:
        ACTS[act](made, cast.clerk)
    assert refused.value.codes == ("record_key_unreadable",)
    assert made.documents.get(kind="plan").state == "not_issued"
    assert stage(made, "learn").begun_at is None
