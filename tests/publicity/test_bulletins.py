"""A bulletin tells what happened; its figures are counted, and nobody types another number."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from builders import a_campaign, kinds_since, latest, meanwhile
from cast import NOW, TODAY, Cast
from checks_made import a_finding
from practice_made import a_finished_project, judged
from problems_made import a_message, a_problem, closed, listed, not_now, reopened
from publicity_made import LATER, a_bulletin, issued, messages, public_story, published, told
from qunce.domain.publicity.actions import (
    change_bulletin,
    count_again,
    draft_again,
    issue_bulletin,
    release_messages,
    withdraw_bulletin,
    withdraw_publication,
)
from qunce.domain.publicity.counting import COUNTABLE, Scope, count, rows_of
from qunce.domain.publicity.models import Bulletin, NumberTrace
from qunce.domain.publicity.queries.figures import filled
from qunce.domain.record.models import Entry
from qunce.kernel.refusals import Refused
from study_made import hold_a_session


def words(bulletin: Bulletin) -> str:
    return "\n".join(text for section in filled(bulletin) for text in section.texts)


def figures(bulletin: Bulletin) -> dict[str, int | None]:
    return dict(bulletin.figures.values_list("query", "value"))


def change(bulletin: Bulletin, cast: Cast, sections: Any = None, **changes: Any) -> Bulletin:
    given: dict[str, Any] = {
        "sections": bulletin.sections if sections is None else sections,
        "name": bulletin.name,
        "compiled_by": bulletin.compiled_by,
        "sent_to": "",
        "seen_version": bulletin.version,
        "actor": cast.clerk,
        "now": LATER,
    }
    return change_bulletin(bulletin=bulletin, **{**given, **changes})


def test_a_month_of_the_town_is_told_with_its_figures(cast: Cast) -> None:
    campaign = a_campaign(cast)
    published(cast, closed(cast))
    published(
        cast, not_now(cast), title="五组水渠", statement="放不到水。", reason="线路改造的钱下半年到"
    )
    reopened(cast)
    judged(cast)
    a_finished_project(cast)
    hold_a_session(cast)
    a_finding(cast)
    public_story(
        cast,
        campaign,
        told=told(residents_view="晚上敢出门了", agreed_on=TODAY, agreed_how="电话里同意"),
    )
    bulletin = a_bulletin(cast, campaign)
    assert figures(bulletin) == {
        "problems_listed": 3,
        "problems_said_fixed": 2,
        "problems_confirmed": 2,
        "problems_closed": 2,
        "problems_put_off": 1,
        "problems_reopened": 1,
        "promises_made": 1,
        "promises_kept": 1,
        "projects_begun": 1,
        "projects_finished": 1,
        "sessions": 1,
        "session_lines": 1,
        "places_looked_at": 1,
        "not_in_order": 1,
    }
    told_ = words(bulletin)
    for part in (
        "三组路灯不亮",
        "线路改造的钱下半年到",
        "三组水塘清淤",
        "晚上敢出门了",
        "五组水渠",
    ):
        assert part in told_, part
    assert "{" not in told_
    assert "%(" not in told_


def test_every_figure_counts_what_its_list_holds(cast: Cast) -> None:
    bulletin = a_bulletin(cast)
    scope = Scope(bulletin.campaign, bulletin.from_on, bulletin.until_on)
    assert bulletin.figures.exists()
    for figure in bulletin.figures.all():
        assert rows_of(figure.query, scope).count() == figure.value
        assert figure.params == {
            "from": bulletin.from_on.isoformat(),
            "until": bulletin.until_on.isoformat(),
        }


@pytest.mark.parametrize("code", COUNTABLE)
def test_everything_that_can_be_counted_can_be_counted_of_nothing(cast: Cast, code: str) -> None:
    scope = Scope(a_campaign(cast), TODAY, TODAY)
    assert count(code, scope) == (None if COUNTABLE[code].of_people else 0)


def test_what_happened_on_the_days_before_and_after_is_not_told(cast: Cast) -> None:
    campaign = a_campaign(cast)
    published(cast, closed(cast))
    day = timedelta(days=1)
    counts = [
        count("problems_closed", Scope(campaign, on, on))
        for on in (TODAY - day, TODAY, TODAY + day)
    ]
    assert counts == [0, 1, 0]


def test_when_nothing_happened_there_is_no_bulletin(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        a_bulletin(cast, a_campaign(cast))
    assert refused.value.codes == ("nothing_happened",)
    assert not Bulletin.objects.exists()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"until_on": TODAY - timedelta(days=9)}, "ends_before_it_begins"),
        ({"until_on": TODAY + timedelta(days=2)}, "days_to_come"),
        ({"from_on": TODAY - timedelta(days=400)}, "time_too_long"),
        ({"name": " "}, "bulletin_without_name"),
        ({"compiled_by": ""}, "bulletin_without_office"),
    ],
)
def test_odd_days_and_heads_are_refused(cast: Cast, changes: dict[str, Any], code: str) -> None:
    campaign = a_campaign(cast)
    closed(cast)
    with pytest.raises(Refused) as refused:
        a_bulletin(cast, campaign, **changes)
    assert refused.value.codes == (code,)


@pytest.mark.parametrize("who", ["secretary", "leader", "viewer", "outsider"])
def test_only_the_office_of_the_campaign_makes_it(cast: Cast, who: str) -> None:
    campaign = a_campaign(cast)
    closed(cast)
    with pytest.raises(Refused):
        a_bulletin(cast, campaign, actor=getattr(cast, who))
    assert not Bulletin.objects.visible_to(cast.outsider).exists()


def test_words_are_changed_and_figures_stay(cast: Cast) -> None:
    bulletin = a_bulletin(cast)
    before = figures(bulletin)
    changed = change(bulletin, cast, [{"title": "办成的事", "paragraphs": ["列入{1}件。", " "]}])
    assert words(changed).replace("\n", "") == f"办成的事列入{before['problems_listed']}件。"
    assert figures(changed) == before


@pytest.mark.parametrize(
    ("words_", "codes"),
    [
        ("列入12件。", ["number_typed_by_hand"]),
        ("列入１２件。", ["number_typed_by_hand"]),
        ("解决了二十三件。", ["number_typed_by_hand"]),
        ("满意率百分之九十八。", ["number_typed_by_hand"]),
        ("98% of all.", ["number_typed_by_hand"]),
        ("列入{99}件。", ["figure_unknown"]),
        ("王大爷说好。", ["looks_like_a_person"]),
        (" ", ["bulletin_empty"]),
    ],
)
def test_typed_numbers_and_names_are_refused(cast: Cast, words_: str, codes: list[str]) -> None:
    bulletin = a_bulletin(cast)
    with pytest.raises(Refused) as refused:
        change(bulletin, cast, [{"title": "办事", "paragraphs": [words_]}])
    assert list(refused.value.codes) == codes


@pytest.mark.parametrize(
    "words_",
    [
        "3月2日列入{1}件，都在2026年内办完，一件一件办。",
        "“三组12号路灯”修好了。",
        "《第3号通知》已经印发，见第 2 期。",
        "On 2 March 2026 {1} was listed.",
    ],
)
def test_days_and_titles_are_no_numbers_of_ours(cast: Cast, words_: str) -> None:
    bulletin = a_bulletin(cast)
    change(bulletin, cast, [{"title": "办事", "paragraphs": [words_]}])


def test_issued_it_has_the_next_number_and_is_changed_by_nobody(cast: Cast) -> None:
    campaign = a_campaign(cast)
    published(cast, closed(cast))
    first, second = (issued(cast, a_bulletin(cast, campaign)) for _ in range(2))
    assert (first.number, second.number) == (1, 2)
    entry = latest()
    assert entry.kind == "bulletin.issued"
    assert entry.facts["number"] == 2
    assert "路灯" not in entry.canonical
    with pytest.raises(Refused) as refused:
        change(second, cast)
    assert refused.value.codes == ("bulletin_not_a_draft",)
    withdraw_bulletin(bulletin=second, why="写错了", actor=cast.clerk, now=LATER)
    assert issued(cast, a_bulletin(cast, campaign)).number == 3


def test_a_figure_that_changed_meanwhile_is_counted_again_first(cast: Cast) -> None:
    bulletin = a_bulletin(cast)
    listed(cast)
    with pytest.raises(Refused) as refused:
        issued(cast, bulletin)
    assert refused.value.codes == ("figures_changed",)
    key = bulletin.figures.get(query="problems_listed").key
    changed = count_again(bulletin=bulletin, seen_version=1, actor=cast.clerk, now=LATER)
    assert changed == [key]
    assert NumberTrace.objects.get(bulletin=bulletin, key=key).value == 2
    bulletin.refresh_from_db()
    assert issued(cast, bulletin).number == 1


def test_drafted_again_it_tells_what_happened_since(cast: Cast) -> None:
    bulletin = a_bulletin(cast)
    judged(cast)
    assert "promises_kept" not in figures(bulletin)
    again = draft_again(bulletin=bulletin, seen_version=1, actor=cast.clerk, now=LATER)
    assert figures(again)["promises_kept"] == 1


def test_of_two_who_issue_at_once_one_is_told(cast: Cast) -> None:
    bulletin = a_bulletin(cast)
    size = Entry.objects.count()

    def other() -> None:
        Bulletin.objects.filter(pk=bulletin.pk).update(version=9)

    with meanwhile("publicity_bulletin", other), pytest.raises(Refused) as refused:
        issue_bulletin(bulletin=bulletin, seen_version=1, actor=cast.clerk, now=LATER)
    assert refused.value.codes == ("changed_meanwhile",)
    assert kinds_since(size) == []


def test_what_was_withdrawn_is_not_named_in_a_bulletin(cast: Cast) -> None:
    campaign = a_campaign(cast)
    made = published(cast, closed(cast), title="渡口的电线杆")
    assert "渡口的电线杆" in words(a_bulletin(cast, campaign))
    withdraw_publication(publication=made, why="写错了", actor=cast.clerk, now=LATER)
    bulletin = a_bulletin(cast, campaign)
    assert "渡口的电线杆" not in words(bulletin)
    assert figures(bulletin)["problems_closed"] == 1


def test_messages_stand_in_a_bulletin_of_a_whole_month_only(cast: Cast) -> None:
    campaign = a_campaign(cast)
    closed(cast)
    messages(cast, 11, NOW - timedelta(days=20))
    release_messages(now=LATER, limit=10)
    month = {"from_on": date(2026, 2, 1), "until_on": date(2026, 2, 28)}
    assert figures(a_bulletin(cast, campaign, **month))["messages"] == 11
    part = a_bulletin(cast, campaign, from_on=date(2026, 2, 2), until_on=TODAY)
    assert "messages" not in figures(part)


def test_the_program_counts_a_month_of_messages_once(cast: Cast) -> None:
    messages(cast, 10, NOW - timedelta(days=20))
    assert release_messages(now=LATER, limit=10) == 1
    size = Entry.objects.count()
    messages(cast, 3, NOW - timedelta(days=20))
    assert release_messages(now=LATER, limit=10) == 0
    assert kinds_since(size)[-1:] != ["messages.released"]
    scope = Scope(a_campaign(cast), date(2026, 2, 1), date(2026, 2, 28))
    assert count("messages", scope) == 10


def test_accusations_are_not_among_the_messages_that_are_told(cast: Cast) -> None:
    messages(cast, 10, NOW - timedelta(days=20))
    a_message(cast, accused=cast.village, now=NOW - timedelta(days=20))
    release_messages(now=LATER, limit=10)
    scope = Scope(a_campaign(cast), date(2026, 2, 1), date(2026, 2, 28))
    assert count("messages", scope) == 10


def test_of_two_towns_the_small_one_is_not_found_by_subtraction(cast: Cast) -> None:
    from qunce.domain.publicity.models import MessageMonth

    messages(cast, 30, NOW - timedelta(days=20))
    messages(cast, 3, NOW - timedelta(days=20), town=cast.other_town, village=cast.other_village)
    release_messages(now=LATER, limit=10)
    table = MessageMonth.objects.get().table
    shown = [table["total"], table["towns"].get("qingquan"), table["towns"].get("baishi")]
    assert table["towns"].get("baishi") is None
    assert None in shown[:2], "the total and the other town together would tell it"


def test_problems_of_another_town_are_not_counted(cast: Cast) -> None:
    campaign = a_campaign(cast)
    listed(
        cast,
        a_problem(
            cast,
            town=cast.other_town,
            unit=cast.other_village,
            voices=[],
            actor=cast.outsider,
        ),
        lead_unit=cast.other_town,
        responsible=cast.outsider,
        actor=cast.outsider,
    )
    assert count("problems_listed", Scope(campaign, TODAY, TODAY)) == 0
