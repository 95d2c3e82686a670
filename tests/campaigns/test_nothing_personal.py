"""The promise of the record: nothing personal enters it, whoever acts and whatever they type."""

from __future__ import annotations

from datetime import timedelta

from builders import a_draft, a_gate, a_line, a_rule, ready_draft, settled
from campaign_directives import REWRITTEN, WRONG
from cast import IN_OFFICE_SINCE, NOW, SYSTEM, Cast
from qunce.domain.accounts.actions import add_staff, appoint
from qunce.domain.accounts.models import Holding, User
from qunce.domain.campaigns import actions
from qunce.domain.campaigns.models import DraftLine
from qunce.domain.gates.actions import change_rule
from qunce.domain.record.models import Entry

RESIDENT, PHONE = "钱阿婆", "13900000000"
NAMED = f"各村党支部要上门看望{RESIDENT}（电话{PHONE}），认真学习{WRONG}。\n"


def _a_whole_spring(cast: Cast) -> None:
    """Everybody acts, and a neighbour's name is in what is read and typed."""
    by_clerk = {"actor": cast.clerk, "now": NOW}
    draft = settled(cast, a_draft(cast, text=REWRITTEN + NAMED))
    line = draft.lines.filter(quote__contains=RESIDENT)[0]
    actions.decide_repair(repair=draft.repairs.all()[0], decision="accepted", **by_clerk)
    actions.edit_line(line=line, text=f"看望{RESIDENT}", owed_by=[RESIDENT], **by_clerk)
    actions.drop_line(line=line, **by_clerk)
    actions.restore_line(line=line, **by_clerk)
    a_line(cast, draft, f"{RESIDENT}的路要修好，电话{PHONE}")
    actions.choose_template(draft=draft, template="three-stage-2009", **by_clerk)
    actions.adopt(draft=draft, **by_clerk)
    actions.set_aside(draft=ready_draft(cast), **by_clerk)
    theirs = settled(
        cast, a_draft(cast, unit=cast.other_town, actor=cast.outsider), actor=cast.outsider
    )
    a_line(cast, theirs, actor=cast.outsider)
    actions.adopt(draft=theirs, actor=cast.outsider, now=NOW)
    change_rule(
        gate=a_gate(actor=cast.leader.ref),
        rule=a_rule(at_least=90),
        seen_version=1,
        actor=cast.clerk,
        now=NOW,
    )
    newcomer = add_staff(username="log-in-newcomer", name="接班人", password="接班的密码", now=NOW)
    for post in (cast.secretary, cast.viewer):
        appoint(
            post=post,
            user=newcomer,
            since=IN_OFFICE_SINCE + timedelta(days=30),
            actor=SYSTEM,
            now=NOW,
        )


def _record() -> str:
    """Every word of every column of every entry."""
    return "\n".join(str(value) for row in Entry.objects.values_list() for value in row)


def test_no_name_log_in_name_or_number_of_a_person_stands_in_the_record(cast: Cast) -> None:
    _a_whole_spring(cast)
    people = list(User.objects.values_list("name", "username", "password"))
    assert len(people) == 8
    assert Holding.objects.count() == 9
    assert DraftLine.objects.filter(text__contains=RESIDENT, quote__contains=RESIDENT).exists()
    assert DraftLine.objects.filter(text__contains=PHONE).exists()
    record = _record()
    for post in (cast.clerk, cast.outsider, cast.leader, cast.secretary):
        assert str(post) in record, "the search must be able to find what is there"
    for secret in {word for person in people for word in person} | {RESIDENT, PHONE}:
        assert secret not in record


def test_who_acts_and_what_is_acted_on_is_never_a_person(cast: Cast) -> None:
    _a_whole_spring(cast)
    actors = set(Entry.objects.values_list("actor_kind", flat=True))
    subjects = set(Entry.objects.values_list("subject_kind", flat=True))
    assert actors == {"system", "post"}
    assert subjects == {"area", "unit", "post", "draft", "gate", "campaign"}
