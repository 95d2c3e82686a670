"""Staff say what is wrong with the software or the campaign, and the county's office answers."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core import serializers
from django.db import connection

from builders import kinds_since
from cast import NOW, TODAY, Cast
from qunce.domain.accounts.actions import appoint
from qunce.domain.accounts.models import Post
from qunce.domain.complaints.actions import answer_complaint, complain, raise_due
from qunce.domain.complaints.models import Complaint
from qunce.domain.notices.models import Notice
from qunce.domain.record.models import Entry
from qunce.kernel.refusals import Refused
from supervision_made import county_office, post_of

DAY = timedelta(days=1)
WORDS = "同一件事要在两个页面各填一遍，晚上填表到十点。"


def a_complaint(cast: Cast, **changes: Any) -> Complaint:
    given: dict[str, Any] = {
        "number": uuid.uuid4(),
        "about": "software",
        "words": WORDS,
        "actor": cast.secretary,
        "with_post": False,
        "now": NOW,
        "page": "office:voices",
    }
    return complain(**{**given, **changes})


def seen(post: Post | None) -> list[Complaint]:
    return list(Complaint.objects.visible_to(post, on=TODAY))


def answered(cast: Cast, complaint: Complaint, **changes: Any) -> Complaint:
    given: dict[str, Any] = {
        "answer": "下周起只填一处。",
        "actor": county_office(cast),
        "now": NOW + DAY,
    }
    answer_complaint(complaint=complaint, **{**given, **changes})
    complaint.refresh_from_db()
    return complaint


# --- saying


def test_what_is_said_without_a_post_leads_to_nobody(cast: Cast) -> None:
    """Neither the row nor anything written beside it says who, where or at what time."""
    before, notices = Entry.objects.count(), Notice.objects.count()
    said = a_complaint(cast)
    assert (said.post, said.unit, said.county) == (None, None, cast.county)
    [row] = json.loads(serializers.serialize("json", [said]))
    assert row["fields"].pop("said_on") == TODAY.isoformat()
    kept = json.dumps(row, ensure_ascii=False)
    for told in (cast.secretary.code, cast.village.code, cast.village.name, "01:30", "09:30"):
        assert told not in kept
    assert not [
        field.name
        for field in Complaint._meta.get_fields()
        if field.get_internal_type() == "DateTimeField" and field.name != "answered_at"
    ]
    assert (Entry.objects.count(), Notice.objects.count()) == (before, notices)


def test_no_other_table_knows_of_it(cast: Cast) -> None:
    """A row more anywhere else, with an instant or a post, would be a way back."""

    def rows() -> dict[str, int]:
        with connection.cursor() as cursor:
            found = {}
            for table in connection.introspection.table_names(cursor):
                cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608
                found[table] = cursor.fetchone()[0]
        return found

    before = rows()
    a_complaint(cast)
    after = rows()
    assert {name for name in after if after[name] != before[name]} == {"complaints_complaint"}


def test_with_a_post_the_answer_is_told(cast: Cast) -> None:
    said = a_complaint(cast, with_post=True)
    assert (said.post, said.unit) == (cast.secretary, cast.village)
    answered(cast, said)
    [told] = Notice.objects.filter(post=cast.secretary, kind="complaint.answered")
    assert told.path == f"/office/complaints/{said.pk}/"


def test_a_second_tap_is_no_second_complaint(cast: Cast) -> None:
    said = a_complaint(cast)
    assert a_complaint(cast, number=said.pk) == said
    with pytest.raises(Refused) as refused:
        a_complaint(cast, number=said.pk, words="另外一件事。")
    assert refused.value.codes == ("complaint_said_already",)
    assert Complaint.objects.get().words == WORDS


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"about": "nobody"}, "complaint_about_nothing"),
        ({"words": ""}, "complaint_without_words"),
        ({"words": " \u200b\0…"}, "complaint_without_words"),
        ({"words": "长" * 2_001}, "complaint_too_long"),
        ({"words": "王主任让我们天天填表。"}, "complaint_names_somebody"),
        ({"actor": None}, "no_post"),
    ],
)
def test_what_is_no_complaint(cast: Cast, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        a_complaint(cast, **changes)
    assert refused.value.codes == (code,)
    assert not Complaint.objects.exists()


def test_words_that_mean_nobody_can_be_said(cast: Cast) -> None:
    said = a_complaint(cast, words="王主任页面打不开。\0", names_nobody=True)
    assert said.words == "王主任页面打不开。"


def test_of_the_page_only_the_beginning_of_a_long_name_is_kept(cast: Cast) -> None:
    assert a_complaint(cast, page="x" * 200).page == "x" * 80


# --- who reads it


def test_an_open_complaint_is_read_by_who_answers_and_who_said_it(cast: Cast) -> None:
    open_one = a_complaint(cast, with_post=True)
    hidden = a_complaint(cast)
    assert set(seen(county_office(cast))) == {open_one, hidden}
    assert seen(cast.secretary) == [open_one], "said without a post, it is nobody's"
    for post in (cast.clerk, cast.first, cast.leader, cast.viewer, cast.outsider, None):
        assert seen(post) == []


def test_an_answered_one_is_read_by_all_staff_of_the_county(cast: Cast) -> None:
    said = answered(cast, a_complaint(cast))
    for post in (cast.clerk, cast.secretary, cast.viewer, cast.outsider, cast.teacher):
        assert seen(post) == [said]
    assert seen(None) == []


def test_another_county_reads_nothing(cast: Cast) -> None:
    from cast import SYSTEM
    from qunce.domain.organisations.actions import add_unit

    answered(cast, a_complaint(cast))
    other = add_unit(code="bei", name="北山县", kind="county", parent=None, actor=SYSTEM, now=NOW)
    assert seen(post_of("north", other, "campaign_office")) == []


# --- answering


def test_only_the_county_s_campaign_office_answers(cast: Cast) -> None:
    said = a_complaint(cast)
    for actor in (cast.clerk, cast.first, cast.secretary, cast.viewer, cast.outsider):
        with pytest.raises(Refused) as refused:
            answered(cast, said, actor=actor)
        assert refused.value.codes == ("complaint_is_for_the_county",)
    before = Entry.objects.count()
    answered(cast, said)
    assert (said.state, said.answer) == ("answered", "下周起只填一处。")
    assert kinds_since(before)[-1] == "complaint.answered"
    assert WORDS not in Entry.objects.latest("index").canonical


def test_nobody_answers_their_own(cast: Cast) -> None:
    """Neither the post that said it, nor the person who holds it under another post."""
    office = county_office(cast)
    own = a_complaint(cast, actor=office, with_post=True)
    with pytest.raises(Refused) as refused:
        answered(cast, own)
    assert refused.value.codes == ("complaint_is_your_own",)
    other = a_complaint(cast, with_post=True)
    second = post_of("second-office", cast.county, "campaign_office")
    appoint(
        post=second,
        user=cast.person("secretary"),
        since=TODAY - DAY,
        actor=cast.clerk.ref,
        now=NOW,
    )
    with pytest.raises(Refused) as refused:
        answered(cast, other, actor=second)
    assert refused.value.codes == ("complaint_is_your_own",)
    answered(cast, own, actor=second)


def test_it_is_answered_once(cast: Cast) -> None:
    said = answered(cast, a_complaint(cast))
    with pytest.raises(Refused) as refused:
        answered(cast, said, answer="换个说法。")
    assert refused.value.codes == ("complaint_answered",)


@pytest.mark.parametrize("answer", ["", "  ", "长" * 2_001, "找王主任。"])
def test_an_answer_says_something_and_names_nobody(cast: Cast, answer: str) -> None:
    said = a_complaint(cast)
    with pytest.raises(Refused):
        answered(cast, said, answer=answer)
    assert Complaint.objects.open().count() == 1


# --- what a day brings


def test_on_the_next_day_it_enters_the_record_and_the_office_is_told(cast: Cast) -> None:
    office = county_office(cast)
    with_post, without = a_complaint(cast, with_post=True), a_complaint(cast)
    before = Entry.objects.count()
    assert raise_due(now=NOW + timedelta(hours=10), limit=10) == 0, "not on the same day"
    assert [raise_due(now=NOW + DAY, limit=10) for _ in range(2)] == [2, 0]
    assert kinds_since(before) == ["complaint.said"] * 2
    entries = Entry.objects.filter(kind="complaint.said").order_by("index")
    assert [entry.subject_id for entry in entries] == sorted(
        str(one.pk) for one in (with_post, without)
    ), "in the order of numbers drawn at random"
    for entry in entries:
        assert (entry.actor_kind, entry.actor_id) == ("staff", "")
        assert cast.village.code not in entry.canonical
    assert Notice.objects.filter(post=office, kind="complaint.waits").count() == 2


@pytest.mark.parametrize(("days", "told"), [(14, 0), (15, 1), (16, 1)])
def test_after_fifteen_days_without_an_answer_the_office_is_reminded(
    cast: Cast, days: int, told: int
) -> None:
    office = county_office(cast)
    a_complaint(cast)
    raise_due(now=NOW + DAY, limit=10)
    assert raise_due(now=NOW + days * DAY, limit=10) == told
    assert raise_due(now=NOW + days * DAY, limit=10) == 0
    assert Notice.objects.filter(post=office, kind="complaint.unanswered").count() == told


def test_it_is_reminded_of_again_until_it_is_answered(cast: Cast) -> None:
    county_office(cast)
    said = a_complaint(cast)
    raise_due(now=NOW + 15 * DAY, limit=10)
    assert raise_due(now=NOW + 29 * DAY, limit=10) == 0
    assert raise_due(now=NOW + 30 * DAY, limit=10) == 1
    answered(cast, said)
    assert raise_due(now=NOW + 60 * DAY, limit=10) == 0


def test_at_most_so_many_at_once(cast: Cast) -> None:
    for _ in range(3):
        a_complaint(cast)
    assert [raise_due(now=NOW + DAY, limit=2) for _ in range(3)] == [2, 1, 0]
