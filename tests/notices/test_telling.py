"""A post is told something once, in its own language, and nothing a resident wrote."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from cast import NOW, Cast
from notices.telling import ABOUT, LATE, PLAIN, due, notice
from qunce.domain.notices import kinds
from qunce.domain.notices.actions import read_all, read_notice, tell, tell_posts
from qunce.domain.notices.models import Notice
from qunce.domain.notices.queries import for_printing, read_for, unread_for
from qunce.domain.notices.rules import NotANotice
from qunce.domain.record.models import Entry

TOLD: dict[str, Any] = {
    "kind": LATE,
    "about": ABOUT,
    "params": {"number": 12, "place": "上清村"},
    "path": "/office/",
    "now": NOW,
}


def test_the_same_thing_is_told_a_post_once(cast: Cast) -> None:
    assert tell(post=cast.clerk, key="voice:12:late", **TOLD) is True
    assert tell(post=cast.clerk, key="voice:12:late", **TOLD) is False
    assert tell(post=cast.leader, key="voice:12:late", **TOLD) is True
    assert tell(post=cast.clerk, key="voice:12:later", **TOLD) is True
    assert Notice.objects.count() == 3


def test_what_was_read_is_not_told_again(cast: Cast) -> None:
    one = notice(cast.clerk)
    read_notice(notice=one, now=NOW)
    assert tell(post=cast.clerk, key=one.key, **TOLD) is False
    assert not unread_for(cast.clerk).exists()


def test_many_posts_are_told_in_two_statements_and_only_the_new_are_named(cast: Cast) -> None:
    from django.db import connection

    notice(cast.leader, "k")
    posts = [cast.clerk, cast.leader, cast.secretary.pk, cast.clerk]
    with CaptureQueriesContext(
        connection,
    ) as asked:
        new = tell_posts(posts=posts, key="k", **TOLD)
    statements = [one["sql"] for one in asked if "SAVEPOINT" not in one["sql"]]
    assert len(statements) <= 3, statements
    assert new == {cast.clerk.pk, cast.secretary.pk}
    assert tell_posts(posts=posts, key="k", **TOLD) == set()
    assert tell_posts(posts=[], key="k", **TOLD) == set()


def test_a_notice_falls_with_the_change_it_tells_of(cast: Cast) -> None:
    def change_nothing_after_all() -> None:
        with transaction.atomic():
            tell(post=cast.clerk, key="k", **TOLD)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change_nothing_after_all()
    assert tell(post=cast.clerk, key="k", **TOLD) is True


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "test.unknown"},
        {"params": {"number": 12}},
        {"params": {"number": 12, "place": "门口的路灯坏了两个月，天黑以后老人不敢出门。" * 6}},
        {"params": {"number": 12, "place": "上清村\n门口的路灯坏了"}},
        {"params": {"number": 12, "place": ["上清村"]}},
        {"params": {"number": 12, "place": "上清村", "phone": "1"}},
        {"path": "https://x.example/"},
        {"path": "//x.example/"},
        {"path": "/" * 300},
        {"key": ""},
        {"key": "k" * 161},
    ],
    ids=str,
)
def test_what_is_no_notice_is_refused(cast: Cast, changes: dict[str, Any]) -> None:
    with pytest.raises(NotANotice):
        tell(post=cast.clerk, **{"key": "k", **TOLD, **changes})
    assert not Notice.objects.exists()


@pytest.mark.parametrize("place", ["清泉镇　第一村", "清泉镇\u00a0第一村", "O'Brien 100%"])
def test_any_name_of_a_place_is_told(cast: Cast, place: str) -> None:
    one = notice(cast.clerk, params={"number": 1, "place": place})
    assert place in one.said


def test_the_sentence_is_said_in_the_reader_s_language(cast: Cast) -> None:
    one = notice(cast.clerk)
    with override("en"):
        assert one.said == "No answer yet to message 12 of 上清村."
    known = kinds.register(
        "test.known", "The record is empty, and nothing shows that it ever was not."
    )
    other = notice(cast.clerk, "other", kind=known, params={})
    with override("zh-hans"):
        assert other.said != kinds.sentence(known)


def test_a_gap_is_filled_in_english_where_its_words_are_known(cast: Cast) -> None:
    one = notice(cast.clerk, params={"number": 12, "place": "上清村", "place_en": "Shangqing"})
    with override("en"):
        assert one.said == "No answer yet to message 12 of Shangqing."
    with override("zh-hans"):
        assert "上清村" in one.said
        assert "Shangqing" not in one.said


def test_a_notice_of_a_version_that_is_gone_is_still_shown(cast: Cast) -> None:
    one = notice(cast.clerk)
    Notice.objects.filter(pk=one.pk).update(params={})
    one.refresh_from_db()
    assert one.said == kinds.sentence(LATE)
    one.kind = "gone.kind"
    assert one.said == "gone.kind"


@pytest.mark.parametrize("code", ["late", "Test.late", "test.", "t" * 70 + ".x"])
def test_a_code_that_is_none_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="no kind of notice"):
        kinds.register(code, "x")


def test_another_sentence_for_a_known_code_is_refused() -> None:
    assert kinds.register(LATE, kinds.sentence(LATE)) == LATE
    with pytest.raises(ValueError, match="already says"):
        kinds.register(LATE, "Something else.")


def test_what_is_due_first_stands_first(cast: Cast) -> None:
    notice(cast.clerk, "no day", kind=PLAIN)
    notice(cast.clerk, "tenth", **due(10))
    notice(cast.clerk, "ninth", **due(9, NOW + timedelta(hours=1)))
    notice(cast.outsider, "not ours")
    keys = [one.key for one in unread_for(cast.clerk)]
    assert keys == ["ninth", "tenth", "no day"] == [one.key for one in for_printing(cast.clerk)]
    assert unread_for(cast.clerk)[0].due_on == date(2026, 3, 9)


def test_reading_keeps_the_first_instant(cast: Cast) -> None:
    one = notice(cast.clerk)
    assert read_notice(notice=one, now=NOW) is True
    assert read_notice(notice=one, now=NOW + timedelta(days=1)) is False
    assert [(row.key, row.read_at) for row in read_for(cast.clerk)] == [(one.key, NOW)]


def test_reading_all_leaves_what_came_while_one_read(cast: Cast) -> None:
    notice(cast.clerk, "seen")
    notice(cast.clerk, "came later", now=NOW + timedelta(minutes=1))
    notice(cast.leader, "another's")
    assert read_all(post=cast.clerk, now=NOW + timedelta(minutes=2), until=NOW) == 1
    assert [one.key for one in unread_for(cast.clerk)] == ["came later"]
    assert read_all(post=cast.clerk, now=NOW + timedelta(minutes=2)) == 1
    assert unread_for(cast.leader).count() == 1


def test_who_read_what_and_when_does_not_enter_the_record(cast: Cast) -> None:
    size = Entry.objects.count()
    read_notice(notice=notice(cast.clerk), now=NOW)
    assert Entry.objects.count() == size
