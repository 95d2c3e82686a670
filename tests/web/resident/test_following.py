"""Under the code: the story, whom it lies with, and what the speaker can still do."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client, RequestFactory

from builders import statements
from cast import NOW, Cast
from problems_made import a_problem, checked, claimed, fresh, in_hand, listed
from qunce.domain.identities.models import Identity
from qunce.domain.voices import actions
from qunce.domain.voices.codes import code_of
from qunce.domain.voices.models import Step, Verdict, Voice
from qunce.web.shell.limits import Limit, Window
from voices_made import (
    DAY,
    FACTS,
    OPINION,
    a_voice,
    accepted,
    answered,
    as_now,
    ended,
    moved_aside,
    registered,
)
from web.resident.forms_filled import a_photo, errors, sent


def opened(voice: Voice, phone: Client | None = None) -> Client:
    """A browser in which the code of ``voice`` was typed."""
    browser = phone or Client(headers={"accept-language": "en"})
    answer = browser.post("/follow/", {"code": code_of(voice)})
    assert answer["location"] == f"/follow/{voice.pk}/"
    return browser


def page_of(voice: Voice, phone: Client | None = None) -> str:
    return opened(voice, phone).get(f"/follow/{voice.pk}/").content.decode()


# --- the code


def test_the_code_opens_one_message_and_no_other(cast: Cast, at_nine: None) -> None:
    mine, theirs = a_voice(cast), a_voice(cast, text="别人的话")
    browser = opened(mine)
    assert browser.get(f"/follow/{mine.pk}/").status_code == 200
    for what in ("", "receipt/", "proof.json"):
        assert browser.get(f"/follow/{theirs.pk}/{what}").status_code == 404
    for act in ("add", "result", "review", "erase"):
        answer = browser.post(f"/follow/{theirs.pk}/{act}/", {"words": "x", "says": "fixed"})
        assert answer.status_code == 404
    assert Step.objects.filter(voice=theirs).count() == 1


@pytest.mark.parametrize("typed", ["{lower}", " {spaced} ", "{bare}", "{wide}"])
def test_the_code_is_taken_as_people_type_it(cast: Cast, at_nine: None, typed: str) -> None:
    voice = a_voice(cast)
    code = code_of(voice)
    wide = "".join(chr(ord(one) + 0xFEE0) if one != "-" else "－" for one in code)
    text = typed.format(
        lower=code.lower(), spaced=code.replace("-", " "), bare=code.replace("-", ""), wide=wide
    )
    assert Client().post("/follow/", {"code": text})["location"] == f"/follow/{voice.pk}/"


@pytest.mark.parametrize(
    "typed", ["0000-0000-0000", "hello", "U" * 12, "\x00", "9" * 5000, "💡", "", "🇨🇳" * 12]
)
def test_every_wrong_code_gets_the_same_answer(cast: Cast, at_nine: None, typed: str) -> None:
    a_voice(cast)
    answer = Client(headers={"accept-language": "en"}).post("/follow/", {"code": typed})
    assert answer.status_code == 200
    assert errors(answer)
    if typed:
        assert "There is no message with this code" in answer.content.decode()


def test_a_wrong_code_costs_the_same_whatever_its_shape(cast: Cast, at_nine: None) -> None:
    a_voice(cast)
    shapes = ("0000-0000-0000", "hello", "U" * 12, "9" * 80)
    Client().post("/follow/", {"code": "warm"})
    asked = [
        [
            one
            for one in statements(lambda typed=typed: Client().post("/follow/", {"code": typed}))  # type: ignore[misc]
            if "voices_voice" in one
        ]
        for typed in shapes
    ]
    assert [len(one) for one in asked] == [1, 1, 1, 1]


def test_guessing_is_held_back_and_who_has_the_code_elsewhere_is_not(
    cast: Cast, at_nine: None
) -> None:
    voice = a_voice(cast)
    guesser = Client(headers={"accept-language": "en"})
    for number in range(10):
        assert guesser.post("/follow/", {"code": f"{number:012}"}).status_code == 200
    held = guesser.post("/follow/", {"code": code_of(voice)})
    assert held.status_code == 429
    assert 0 < int(held["Retry-After"]) <= 60
    assert code_of(voice) in held.content.decode(), "what was typed is still there"
    assert (
        Client(REMOTE_ADDR="10.1.1.1").post("/follow/", {"code": code_of(voice)}).status_code == 302
    )


def test_right_codes_are_not_counted(cast: Cast, at_nine: None) -> None:
    voice = a_voice(cast)
    for _time in range(12):
        opened(voice)


def test_an_hour_has_its_own_limit(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    instant = [NOW]
    monkeypatch.setattr("qunce.kernel.clock.now", lambda: instant[0])
    guesser = Client()
    seen = []
    for number in range(8):
        for _try in range(10):
            seen.append(guesser.post("/follow/", {"code": f"{number:012}"}).status_code)
        instant[0] += DAY / 1440
    assert (seen.count(200), seen.count(429)) == (60, 20)


def test_an_address_of_the_newer_kind_is_counted_by_its_line(cast: Cast, at_nine: None) -> None:
    limit = Limit("t", (Window(1, 60),))
    first, neighbour, other = (
        RequestFactory(REMOTE_ADDR=address).get("/")
        for address in ("2001:db8:1:1::5", "2001:db8:1:1::9", "2001:db8:1:2::5")
    )
    limit.spend(first)
    assert (bool(limit.wait(neighbour)), bool(limit.wait(other))) == (True, False)


def test_forgetting_on_this_device(cast: Cast, at_nine: None) -> None:
    voice = a_voice(cast)
    browser = opened(voice)
    assert voice.number in browser.get("/follow/").content.decode()
    browser.post("/follow/leave/")
    assert browser.get(f"/follow/{voice.pk}/").status_code == 404
    assert voice.number not in browser.get("/follow/").content.decode()


# --- the story


def test_whom_it_lies_with_and_by_when_at_each_step(cast: Cast, at_nine: None) -> None:
    new = page_of(a_voice(cast))
    assert "It lies with 清泉镇." in new
    assert "Tue 17 Mar" in new
    given = page_of(registered(cast))
    assert "It lies with 上清村." in given
    assert "信访工作条例" in given
    assert "23" in given
    in_work = page_of(accepted(cast))
    assert "Fri 1 May" not in in_work, "a holiday: the last day moves on"
    assert "Wed 6 May" in in_work


def test_the_answer_is_read_in_full(cast: Cast, at_nine: None) -> None:
    page = page_of(answered(cast, basis="信访工作条例第三十四条", claims="尽快修好"))
    for part in (FACTS, OPINION, "信访工作条例第三十四条", "尽快修好", "上清村 党支部书记"):
        assert part in page


def test_a_late_clock_is_called_late(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    voice = a_voice(cast)
    monkeypatch.setattr("qunce.kernel.clock.now", lambda: NOW + 20 * DAY)
    page = page_of(voice)
    assert "5 days late" in page
    assert "state-late" in page


def test_notes_of_the_staff_are_not_shown(cast: Cast, at_nine: None) -> None:
    voice = registered(cast)
    actions.note(voice=voice, words="内部备注在此", actor=cast.clerk, now=NOW)
    assert "内部备注在此" not in page_of(voice)


def test_every_state_has_a_page(cast: Cast, at_nine: None) -> None:
    for state, voice in moved_aside(cast).items():
        page = page_of(voice)
        assert str(as_now(voice).get_state_display()) in page or state in ("merged", "split")


def test_a_joined_message_goes_on_where_it_is_followed(cast: Cast, at_nine: None) -> None:
    mine, other = a_voice(cast), a_voice(cast, text="别家的电话是多少")
    actions.merge(voice=mine, into=other, actor=cast.clerk, now=NOW)
    accepted_one = accepted(cast, registered(cast, as_now(other)))
    answered(cast, accepted_one)
    page = page_of(as_now(mine))
    assert other.number in page
    assert OPINION in page
    assert "别家的电话是多少" not in page, "what others said stays theirs"


def test_a_split_message_leads_to_its_parts_under_the_same_code(cast: Cast, at_nine: None) -> None:
    whole = a_voice(cast)
    parts = actions.split(voice=whole, texts=["灯不亮。", "路不平。"], actor=cast.clerk, now=NOW)
    browser = opened(as_now(whole))
    page = browser.get(f"/follow/{whole.pk}/").content.decode()
    for part in parts:
        assert f"/follow/{part.pk}/" in page
        assert browser.get(f"/follow/{part.pk}/").status_code == 200
        assert browser.get(f"/follow/{part.pk}/receipt/").status_code == 200
    assert Client().get(f"/follow/{parts[0].pk}/").status_code == 404


def test_openings_of_the_contact_are_shown_to_who_spoke(phone: Client, cast: Cast) -> None:
    voice = sent(phone, contact="yes", phone="13955550199")
    before = page_of(voice)
    assert "Nobody has opened it" in before
    accepted(cast, registered(cast, voice))
    actions.open_identity(
        voice=as_now(voice), purpose="call_back", reason="核对地点", actor=cast.secretary, now=NOW
    )
    after = page_of(voice)
    for part in ("上清村 党支部书记", "Call back to answer", "核对地点"):
        assert part in after
    assert "13955550199" not in after, "the page itself opens nothing"


def test_the_contact_can_be_erased(phone: Client) -> None:
    voice = sent(phone, contact="yes", phone="13955550199")
    browser = opened(voice)
    assert browser.get(f"/follow/{voice.pk}/erase/")["location"] == f"/follow/{voice.pk}/"
    assert Identity.objects.get().forgotten_at is None, "a link erases nothing"
    browser.post(f"/follow/{voice.pk}/erase/")
    assert Identity.objects.get().forgotten_at is not None
    assert "It is erased" in page_of(voice)


# --- adding, saying, asking


def test_words_and_photos_are_added(cast: Cast, at_nine: None, uploads: Path) -> None:
    voice = a_voice(cast)
    browser = opened(voice)
    answer = browser.post(
        f"/follow/{voice.pk}/add/", {"words": "昨晚又灭了一盏。", "pictures": [a_photo()]}
    )
    assert answer["location"] == f"/follow/{voice.pk}/"
    page = browser.get(f"/follow/{voice.pk}/").content.decode()
    assert "昨晚又灭了一盏。" in page
    assert "/pictures/" in page
    assert f'data-kept-done="add-{voice.pk}"' in page
    assert (
        f'data-kept-done="add-{voice.pk}"'
        not in browser.get(f"/follow/{voice.pk}/").content.decode()
    )


@pytest.mark.parametrize("words", ["", "灯" * 4001])
def test_wrong_additions_come_back(cast: Cast, at_nine: None, words: str) -> None:
    voice = a_voice(cast)
    page = opened(voice).post(f"/follow/{voice.pk}/add/", {"words": words})
    assert list(page.context["add_form"].errors) == ["words"]
    assert words in page.content.decode()


def test_additions_are_limited_and_lose_nothing(
    cast: Cast, at_nine: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qunce.web.resident.voice.SAYING", Limit("say", (Window(1, 60),)))
    voice = a_voice(cast)
    browser = opened(voice)
    browser.post(f"/follow/{voice.pk}/add/", {"words": "一"})
    held = browser.post(f"/follow/{voice.pk}/add/", {"words": "这句还在"})
    assert held.status_code == 429
    assert "这句还在" in held.content.decode()


@pytest.mark.parametrize(
    ("says", "state"), [("fixed", "answered"), ("partly", "answered"), ("not_fixed", "accepted")]
)
def test_the_speaker_says_how_it_is(cast: Cast, at_nine: None, says: str, state: str) -> None:
    voice = answered(cast)
    browser = opened(voice)
    page = browser.get(f"/follow/{voice.pk}/").content.decode()
    assert page.count('name="says"') == 3
    browser.post(f"/follow/{voice.pk}/result/", {"says": says, "result_words": "昨晚看过"})
    assert Verdict.objects.get().says == says
    assert as_now(voice).state == state


def test_nobody_is_asked_how_it_is_before_there_is_an_answer(cast: Cast, at_nine: None) -> None:
    voice = accepted(cast)
    browser = opened(voice)
    assert 'name="says"' not in browser.get(f"/follow/{voice.pk}/").content.decode()
    refused = browser.post(f"/follow/{voice.pk}/result/", {"says": "fixed"})
    assert errors(refused)
    assert Verdict.objects.count() == 0


@pytest.mark.parametrize("says", ["", "wonderful", None])
def test_only_the_three_can_be_said(cast: Cast, at_nine: None, says: str | None) -> None:
    voice = answered(cast)
    given = {"result_words": "留下"} | ({} if says is None else {"says": says})
    page = opened(voice).post(f"/follow/{voice.pk}/result/", given)
    assert list(page.context["result_form"].errors) == ["says"]
    assert "留下" in page.content.decode()


def test_what_was_said_of_a_joined_message_reaches_the_other(cast: Cast, at_nine: None) -> None:
    mine, other = a_voice(cast), a_voice(cast)
    actions.merge(voice=mine, into=other, actor=cast.clerk, now=NOW)
    answered(cast, accepted(cast, registered(cast, as_now(other))))
    opened(as_now(mine)).post(f"/follow/{mine.pk}/result/", {"says": "not_fixed"})
    assert as_now(other).state == "accepted"


def test_the_speaker_confirms_and_reopens_the_problem(cast: Cast, at_nine: None) -> None:
    voice = a_voice(cast)
    problem = a_problem(cast, voices=[voice])
    browser = opened(voice)
    listing = browser.get(f"/follow/{voice.pk}/").content.decode()
    assert problem.number in listing
    done = checked(cast, claimed(cast, in_hand(cast, listed(cast, problem))))
    page = browser.get(f"/follow/{voice.pk}/").content.decode()
    assert page.count('name="says"') == 3
    assert done.title in page
    browser.post(f"/follow/{voice.pk}/result/", {"says": "not_fixed", "result_words": "没修"})
    assert fresh(problem).state == "reopened"


def test_a_review_is_asked_until_its_last_day(cast: Cast, at_nine: None) -> None:
    voice = answered(cast, registered(cast, unit=cast.town), actor=cast.clerk)
    browser = opened(voice)
    page = browser.get(f"/follow/{voice.pk}/").content.decode()
    assert "Wed 1 Apr" in page
    missing = browser.post(f"/follow/{voice.pk}/review/", {"review_words": ""})
    assert list(missing.context["review_form"].errors) == ["review_words"]
    browser.post(f"/follow/{voice.pk}/review/", {"review_words": "只亮了一晚"})
    assert as_now(voice).state == "in_review"
    assert "It lies with 青禾县." in browser.get(f"/follow/{voice.pk}/").content.decode()


def test_after_the_last_day_it_says_what_is_still_possible(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, at_nine: None
) -> None:
    voice = answered(cast)
    monkeypatch.setattr("qunce.kernel.clock.now", lambda: NOW + 31 * DAY)
    browser = opened(voice)
    assert 'id="review"' not in browser.get(f"/follow/{voice.pk}/").content.decode()
    late = browser.post(f"/follow/{voice.pk}/review/", {"review_words": "再看看"})
    assert errors(late)
    assert "再看看" in late.content.decode()


@pytest.mark.parametrize("act", ["add", "result", "review", "erase"])
def test_acts_are_no_links(cast: Cast, at_nine: None, act: str) -> None:
    voice = ended(cast)
    browser = opened(voice)
    assert browser.get(f"/follow/{voice.pk}/{act}/")["location"] == f"/follow/{voice.pk}/"
    assert browser.get("/follow/leave/")["location"] == "/follow/"


def test_a_seal_that_is_lost_loses_no_added_word(cast: Cast, at_nine: None) -> None:
    voice = a_voice(cast)
    strict = Client(enforce_csrf_checks=True)
    page = strict.get("/follow/").content.decode()
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    strict.post("/follow/", {"code": code_of(voice), "csrfmiddlewaretoken": token})
    lost = strict.post(f"/follow/{voice.pk}/add/", {"words": "这句还在"})
    assert lost.status_code == 403
    assert "这句还在" in lost.content.decode()
    assert Step.objects.filter(kind="added").count() == 0


# --- pictures


def test_pictures_are_for_who_spoke_and_hold_nothing_but_what_is_seen(
    phone: Client, uploads: Path, cast: Cast
) -> None:
    voice = sent(phone, pictures=[a_photo(), a_photo()])
    picture = voice.pictures.first()
    assert picture is not None
    address = f"/follow/{voice.pk}/pictures/{picture.pk}/large/"
    answer = phone.get(address)
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"].startswith("private")
    assert "家门口" not in answer["Content-Disposition"]
    assert b"GPS-MARK" not in b"".join(answer.streaming_content)
    small = phone.get(address.replace("large", "small"))
    assert len(b"".join(small.streaming_content)) < 20_000
    assert Client().get(address).status_code == 404
    other = a_voice(cast)
    assert opened(other).get(f"/follow/{other.pk}/pictures/{picture.pk}/large/").status_code == 404
    (uploads / picture.picture.name).unlink()
    assert phone.get(address).status_code == 404


# --- cost


def test_a_page_costs_the_same_for_one_and_thirty_steps(cast: Cast, at_nine: None) -> None:
    voice = answered(cast)
    a_problem(cast, voices=[voice])
    browser = opened(voice)
    few = statements(lambda: browser.get(f"/follow/{voice.pk}/"))
    for number in range(30):
        actions.add_words(voice=voice, words=f"又说一句 {number}", now=NOW)
    many = statements(lambda: browser.get(f"/follow/{voice.pk}/"))
    assert len(many) == len(few) <= 12, "\n".join(many)
