"""The box for complaints on every staff page, the list for all staff, and the county's answer."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cast import Cast
from qunce.domain.budgets.models import FormUse
from qunce.domain.complaints.actions import answer_complaint, complain
from qunce.domain.complaints.models import Complaint
from qunce.domain.notices.models import Notice
from qunce.domain.record.models import Entry
from qunce.kernel import clock
from supervision_made import county_office

SignIn = Callable[[str], Client]

LIST = "/office/complaints/"
NEW = f"{LIST}new/"
WORDS = "同一件事要在两个页面各填一遍。"
ANSWER = "下周起只填一处。"
BOX = 'class="complaint-box'


def text(answer: Any) -> str:
    return str(answer.content.decode())


def typed(**changes: Any) -> dict[str, Any]:
    return {
        "number": str(uuid.uuid4()),
        "page": "office:voices",
        "about": "software",
        "words": WORDS,
        **changes,
    }


def said(cast: Cast, **changes: Any) -> Complaint:
    given: dict[str, Any] = {
        "number": uuid.uuid4(),
        "about": "software",
        "words": WORDS,
        "actor": cast.secretary,
        "with_post": False,
    }
    return complain(now=clock.now(), **{**given, **changes})


def answered(cast: Cast, complaint: Complaint) -> Complaint:
    answer_complaint(complaint=complaint, answer=ANSWER, actor=county_office(cast), now=clock.now())
    return complaint


# --- the box


@pytest.mark.parametrize("who", ["clerk", "secretary", "leader", "viewer", "outsider"])
def test_the_box_stands_on_staff_pages_and_needs_no_script(
    as_: SignIn, cast: Cast, who: str
) -> None:
    for address in ("/office/", "/office/problems/", "/office/notices/", LIST):
        page = text(as_(who).get(address))
        assert page.count(BOX) == 1, address
        box = page[page.index(BOX) :]
        box = box[: box.index("</details>")]
        assert f'action="{NEW}"' in box
        assert box.count('type="radio"') == 2
        assert 'name="with_post"' in box
        assert "checked" not in box, "without a post unless one wants it"


def test_the_box_is_not_for_residents(as_: SignIn, cast: Cast) -> None:
    for address in ("/", "/accounts/login/"):
        assert BOX not in text(as_("").get(address))


def test_the_box_costs_no_statement(
    as_: SignIn, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same page asks the database the same with the box and without."""
    from django.template import engines

    browser = as_("secretary")

    def cost() -> int:
        browser.get("/office/")
        with CaptureQueriesContext(connection) as sent:
            page = browser.get("/office/")
        cost.box = BOX in text(page)  # type: ignore[attr-defined]
        return len(sent)

    with_box = cost()
    assert cost.box  # type: ignore[attr-defined]
    empty = engines["django"].from_string("").template  # type: ignore[attr-defined]
    loaders = engines["django"].engine.template_loaders  # type: ignore[attr-defined]
    for loader in loaders:
        get = loader.get_template

        def without(name: str, *args: Any, get: Any = get, **more: Any) -> Any:
            return empty if name == "office/complaints/_box.html" else get(name, *args, **more)

        monkeypatch.setattr(loader, "get_template", without)
    assert cost() == with_box
    assert not cost.box  # type: ignore[attr-defined]


def test_the_number_of_the_box_is_another_each_time(as_: SignIn, cast: Cast) -> None:
    numbers = [
        re.search(r'name="number" value="([0-9a-f-]{36})"', text(as_("clerk").get("/office/")))
        for _ in range(2)
    ]
    assert all(numbers)
    assert len({one.group(1) for one in numbers if one}) == 2


# --- saying


def test_saying_it_without_a_post_leaves_nothing_that_leads_back(as_: SignIn, cast: Cast) -> None:
    secretary = as_("secretary")
    secretary.get("/office/")
    sessions = {one.pk: one.session_data for one in Session.objects.all()}
    before = (Entry.objects.count(), Notice.objects.count())
    answer = secretary.post(NEW, typed())
    assert answer.headers["Location"] == f"{LIST}?said=1"
    [kept] = Complaint.objects.all()
    assert (kept.post, kept.unit, kept.page) == (None, None, "office:voices")
    assert {one.pk: one.session_data for one in Session.objects.all()} == sessions
    assert (Entry.objects.count(), Notice.objects.count()) == before
    page = secretary.get(answer.headers["Location"])
    assert WORDS not in text(page), "nobody is shown it as theirs"
    assert not list(page.context["messages"])


def test_how_long_it_took_to_say_it_is_not_counted(as_: SignIn, cast: Cast) -> None:
    """One saving more of a level with few units would say who spoke."""
    secretary = as_("secretary")
    secretary.post(NEW, typed())
    assert not FormUse.objects.exists()
    complaint = said(cast)
    county_office(cast)
    as_("county-office").post(f"{LIST}{complaint.pk}/", {"answer": ANSWER})
    assert FormUse.objects.exists(), "an answer is a form like others"


def test_saying_it_with_the_post_shows_it_as_one_s_own(as_: SignIn, cast: Cast) -> None:
    secretary = as_("secretary")
    secretary.post(NEW, typed(with_post="on"))
    [kept] = Complaint.objects.all()
    assert kept.post == cast.secretary
    assert secretary.get(LIST).context["waiting"] == [kept]
    assert WORDS in text(secretary.get(f"{LIST}{kept.pk}/"))
    assert as_("clerk").get(f"{LIST}{kept.pk}/").status_code == 404


def test_a_second_tap_is_no_second_complaint(as_: SignIn, cast: Cast) -> None:
    once = typed()
    for _ in range(2):
        assert as_("clerk").post(NEW, once).status_code == 302
    assert Complaint.objects.count() == 1


def test_who_goes_back_and_writes_something_else_says_both(as_: SignIn, cast: Cast) -> None:
    clerk, once = as_("clerk"), typed()
    clerk.post(NEW, once)
    refused = clerk.post(NEW, {**once, "words": "还有一件别的事。"})
    form = refused.context["form"]
    assert [error.code for error in form.errors.as_data()["__all__"]] == ["complaint_said_already"]
    again = {**once, "words": "还有一件别的事。", "number": form["number"].value()}
    assert clerk.post(NEW, again).status_code == 302
    assert Complaint.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "on"),
    [
        ({"about": ""}, "about"),
        ({"about": "somebody"}, "about"),
        ({"words": ""}, "words"),
        ({"words": "\u200b\0"}, "words"),
        ({"words": "长" * 2_001}, "words"),
        ({"words": "王主任让我们天天填表。"}, "words"),
        ({"number": ""}, "__all__"),
        ({"number": "7"}, "__all__"),
    ],
)
def test_what_is_no_complaint_gets_a_sentence(
    as_: SignIn, cast: Cast, changes: dict[str, Any], on: str
) -> None:
    answer = as_("secretary").post(NEW, typed(**changes))
    assert answer.status_code == 200
    assert on in answer.context["form"].errors
    if on == "__all__":
        assert WORDS in text(answer), "what was typed is kept"
    assert not Complaint.objects.exists()


def test_words_that_mean_nobody_are_sent_once_more(as_: SignIn, cast: Cast) -> None:
    once = typed(words="王主任页面打不开。")
    assert 'name="names_nobody"' in text(as_("secretary").post(NEW, once))
    assert as_("secretary").post(NEW, {**once, "names_nobody": "on"}).status_code == 302


@pytest.mark.parametrize(
    "page", ["/office/voices/12/", "office:voice 12", "<b>", "上清村", "x" * 81, "a:b:c:d", ""]
)
def test_of_the_page_nothing_but_a_name_is_kept(as_: SignIn, cast: Cast, page: str) -> None:
    assert as_("secretary").post(NEW, typed(page=page)).status_code == 302
    assert Complaint.objects.get().page == ""


def test_the_page_one_was_on_is_kept_by_its_name(as_: SignIn, cast: Cast) -> None:
    page = text(as_("secretary").get("/office/problems/"))
    assert 'name="page" value="office:problems"' in page


# --- reading and answering


def test_all_staff_read_what_was_answered_and_not_who_said_it(as_: SignIn, cast: Cast) -> None:
    complaint = answered(cast, said(cast, with_post=True))
    for who in ("clerk", "viewer", "outsider", "teacher"):
        for address in (LIST, f"{LIST}{complaint.pk}/"):
            page = text(as_(who).get(address))
            assert WORDS in page
            assert ANSWER in page
            assert str(cast.secretary) not in page
            assert "office:voices" not in page.replace('value="office:voices"', "")


def test_an_open_one_is_not_there_for_others(as_: SignIn, cast: Cast) -> None:
    county_office(cast)
    complaint = said(cast)
    address = f"{LIST}{complaint.pk}/"
    assert WORDS in text(as_("county-office").get(address))
    for who in ("clerk", "secretary", "leader", "viewer", "outsider"):
        assert WORDS not in text(as_(who).get(LIST))
        assert as_(who).get(address).status_code == 404
        assert as_(who).post(address, {"answer": ANSWER}).status_code == 404
    assert as_("").get(address).status_code == 302
    assert as_("").post(NEW, typed()).status_code == 302
    assert Complaint.objects.open().count() == 1


def test_the_county_s_office_answers_on_the_page(as_: SignIn, cast: Cast) -> None:
    county_office(cast)
    complaint = said(cast, with_post=True)
    office, address = as_("county-office"), f"{LIST}{complaint.pk}/"
    assert office.get(LIST).context["waiting"] == [complaint]
    assert str(cast.secretary) in text(office.get(address))
    for wrong in ("", " ", "长" * 2_001, "\0"):
        assert office.post(address, {"answer": wrong}).context["form"].errors
    assert office.post(address, {"answer": ANSWER}).status_code == 302
    complaint.refresh_from_db()
    assert complaint.answer == ANSWER
    again = office.post(address, {"answer": "又一个"})
    errors = again.context["form"].errors.as_data()["__all__"]
    assert [error.code for error in errors] == ["complaint_answered"]
    complaint.refresh_from_db()
    assert complaint.answer == ANSWER
    assert Notice.objects.filter(post=cast.secretary, kind="complaint.answered").count() == 1


def test_an_answered_one_cannot_be_answered_by_a_reader(as_: SignIn, cast: Cast) -> None:
    complaint = answered(cast, said(cast))
    answer = as_("clerk").post(f"{LIST}{complaint.pk}/", {"answer": "我也来答"})
    assert answer.status_code == 200
    complaint.refresh_from_db()
    assert complaint.answer == ANSWER


@pytest.mark.parametrize("query", ["page=0", "page=x", "page=99", "page=%00", "said=2"])
def test_odd_addresses_of_the_list(as_: SignIn, cast: Cast, query: str) -> None:
    assert as_("clerk").get(f"{LIST}?{query}").status_code == 200


def test_the_list_costs_the_same_for_one_and_for_three(as_: SignIn, cast: Cast) -> None:
    def cost() -> int:
        browser = as_("secretary")
        browser.get(LIST)
        with CaptureQueriesContext(connection) as sent:
            browser.get(LIST)
        return len(sent)

    def more() -> None:
        answered(cast, said(cast))
        said(cast, with_post=True)

    more()
    one = cost()
    more()
    more()
    assert cost() == one
    assert one <= 12
