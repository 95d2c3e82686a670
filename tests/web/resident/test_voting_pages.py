"""From the slip in the envelope to "counted": on any telephone, and nothing remembers whose."""

from __future__ import annotations

import logging
import re
from datetime import datetime
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

import ballots_made as made
from builders import statements
from cast import NOW, Cast
from qunce.domain.ballots import actions
from qunce.domain.ballots.models import Ballot, CodeTag, SlipWords, Tally
from qunce.domain.ballots.queries import find_slip
from qunce.domain.ballots.states import LONGEST_WORDS, CodeState
from qunce.domain.record.models import Entry
from qunce.kernel.signs import SIGNS
from qunce.kernel.slipcodes import draw_code, printed, read
from web.shell.pages import inline_code
from web.shell.test_weight import LIMIT, weight

WORDS = "村口那盏灯亮了，三组拐弯那里还黑着。"
MARKS = {"item_1": made.GOOD, "item_2": made.BAD, "item_3": made.FAIR}

OTHER_SCALE = [
    {"code": "yes", "label": "方便", "positive": True},
    {"code": "no", "label": "不方便", "positive": False},
]


@pytest.fixture
def town(cast: Cast) -> made.Town:
    return made.opened(cast)


@pytest.fixture
def code(town: made.Town) -> str:
    return town.codes[made.EAST][0]


@pytest.fixture(params=["zh-CN", "en"])
def either(request: Any, town: made.Town, at_nine: None) -> Client:
    """A browser in either language."""
    return Client(headers={"accept-language": request.param})


@pytest.fixture
def reader(town: made.Town, at_nine: None) -> Client:
    """A browser in English, whose pages the tests read."""
    return Client(headers={"accept-language": "en"})


def filled(code: str, step: str = "send", **changes: Any) -> dict[str, Any]:
    given = {"code": code, "step": step, **MARKS, **changes}
    return {name: value for name, value in given.items() if value is not None}


def sent(client: Client, code: str, step: str = "send", **changes: Any) -> Any:
    answer = client.post("/vote/fill/", filled(code, step, **changes))
    assert answer.status_code in (200, 403, 429)
    assert inline_code(answer.content.decode()) == []
    return answer


def errors(answer: Any) -> dict[str, list[str]]:
    """The reasons by the field beside which they stand."""
    found = answer.context["form"].errors.as_data()
    return {name: [one.code for one in own] for name, own in found.items()}


def template(answer: Any) -> str:
    return str(answer.templates[0].name).rpartition("/")[2]


def state_of(code: str) -> str:
    found = find_slip(code)
    assert found is not None
    return str(found[1])


def spent() -> int:
    return CodeTag.objects.exclude(state=CodeState.ISSUED).count()


def form_on(answer: Any) -> dict[str, str]:
    """What a browser without script would send from this page: hidden fields and marked ones."""
    page = answer.content.decode().partition("<main")[2]
    found = {}
    for tag in re.findall(r"<input[^>]*>", page):
        given = dict(re.findall(r'([a-z]+)="([^"]*)"', tag))
        ticks = given.get("type") in ("radio", "checkbox")
        if "name" in given and (not ticks or " checked" in tag):
            found[given["name"]] = given.get("value", "on")
    for name, text in re.findall(r'<textarea name="([^"]+)"[^>]*>\n?([^<]*)', page):
        found[name] = text
    return found


# --- the way


def test_from_the_code_to_the_urn(either: Client, town: made.Town, code: str) -> None:
    first = either.get("/vote/")
    assert template(first) == "enter.html"
    assert "data-code" in first.content.decode()
    slip = either.post("/vote/", {"code": printed(code).lower()})
    page = slip.content.decode()
    for part in (town.ballot.title, *made.ITEMS, made.OVERALL, printed(code)):
        assert part in page, part
    for step in town.ballot.steps:
        assert page.count(f'value="{step["code"]}"') == 3
    on_page = form_on(slip)
    looked = either.post("/vote/fill/", {**on_page, **MARKS, "words": WORDS, "step": "look"})
    assert template(looked) == "look.html"
    assert WORDS in looked.content.decode()
    assert spent() == 0
    done = either.post("/vote/fill/", {**form_on(looked), "step": "send"})
    assert template(done) == "thanks.html"
    assert state_of(code) == CodeState.SPENT_WEB
    assert code not in done.content.decode()
    for answer in (slip, looked, done):
        assert inline_code(answer.content.decode()) == []
        assert "no-store" in answer["Cache-Control"]
        assert not answer.cookies.get("sessionid")


def test_something_is_changed_before_it_is_sent(reader: Client, code: str) -> None:
    looked = sent(reader, code, "look", words=WORDS, helped="on")
    back = reader.post("/vote/fill/", {**form_on(looked), "step": "change"})
    assert template(back) == "fill.html"
    again = form_on(back)
    assert {name: again[name] for name in MARKS} == MARKS
    assert (again["words"], again["helped"]) == (WORDS, "on")


def test_what_was_marked_is_what_is_counted(reader: Client, town: made.Town) -> None:
    for number in range(10):
        helped = "on" if number < 3 else None
        sent(reader, town.codes[made.EAST][number], item_2="", words=WORDS, helped=helped)
        town.cast_web(made.WEST, number)
    town.open_box()
    for name in (made.EAST, made.WEST):
        town.count_by_hand(name)
    ballot = town.close()
    of = Tally.objects.filter(item__ballot=ballot, stratum__name=made.EAST, count__gt=0)
    assert {(one.item.place, one.code, one.count, one.helped) for one in of} == {
        (1, made.GOOD, 10, 3),
        (2, "", 10, 3),
        (3, made.FAIR, 10, 3),
    }
    assert {one.text for one in SlipWords.objects.all()} == {WORDS}


def test_the_whole_casting_costs_few_statements(reader: Client, code: str) -> None:
    """Eight to cast, two for the questions, and what it takes to find the ballot by its code."""
    sent_ = statements(lambda: sent(reader, code))
    assert state_of(code) == CodeState.SPENT_WEB
    assert len([one for one in sent_ if "SAVEPOINT" not in one]) <= 15, "\n".join(sent_)


@pytest.mark.parametrize("address", ["/vote/", "/vote/counted/"])
def test_the_first_view_is_light(either: Client, address: str) -> None:
    parts = weight(either.get(address).content.decode())
    assert sum(parts.values()) < LIMIT, parts


def test_the_slip_itself_is_light(either: Client, code: str) -> None:
    parts = weight(either.post("/vote/", {"code": code}).content.decode())
    assert sum(parts.values()) < LIMIT, parts


def test_asking_for_the_slip_without_a_code_leads_to_the_code(reader: Client) -> None:
    answer = reader.get("/vote/fill/")
    assert (answer.status_code, answer["Location"]) == (302, "/vote/")


@pytest.mark.browser
@pytest.mark.parametrize("address", ["/vote/", "/vote/counted/"])
def test_the_code_behind_the_hash_is_typed_for_one_and_leaves_the_address(
    page: Any, demo: str, address: str
) -> None:
    """As the QR code on the slip opens it."""
    page.goto(f"{demo}{address}#9Y25-G21S-BQGQ-6")
    assert page.input_value("input[name=code]") == "9Y25-G21S-BQGQ-6"
    assert page.url == f"{demo}{address}"
    page.reload()
    assert page.input_value("input[name=code]") == ""


# --- bad input


def mistyped(code: str, at: int) -> str:
    """The code with another sign in place ``at``, counted from 1, of which the place is known."""
    for sign in SIGNS:
        wrong = code[: at - 1] + sign + code[at:]
        if sign != code[at - 1] and read(wrong).suspicious == (at,):
            return wrong
    pytest.skip("no sign there is taken for another one alone")


def test_a_wrong_sign_is_named_by_its_place(reader: Client, town: made.Town) -> None:
    named = 0
    for at in range(1, 14):
        for code in town.codes[made.EAST]:
            try:
                wrong = mistyped(code, at)
            except pytest.skip.Exception:
                continue
            answer = reader.post("/vote/", {"code": wrong})
            assert errors(answer) == {"code": ["slip_code_check"]}
            assert f"place {at} " in answer.content.decode()
            named += 1
            break
    assert named == 13


def test_a_sign_that_no_code_has_is_named(reader: Client, code: str) -> None:
    answer = reader.post("/vote/", {"code": code[:4] + "U" + code[5:]})
    assert errors(answer) == {"code": ["slip_code_sign"]}
    assert "place 5," in answer.content.decode()


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "required"),
        ("   ", "slip_code_empty"),
        ("ABCD", "slip_code_short"),
        ("A" * 500, "slip_code_long"),
        ("A" * 5_000, "slip_code_long"),
        ("\0" * 13, "slip_code_sign"),
        ("😀" * 13, "slip_code_sign"),
        ("<script>alert(1)</script>", "slip_code_long"),
        ("\ud800" * 3, "slip_code_sign"),
    ],
)
@pytest.mark.parametrize("address", ["/vote/", "/vote/fill/", "/vote/counted/"])
def test_what_is_no_code_gets_a_sentence(
    reader: Client, address: str, typed: str, reason: str
) -> None:
    body = {"code": typed.encode("utf-8", "replace").decode()}
    answer = reader.post(address, body)
    assert answer.status_code == 200
    found = errors(answer)["code"]
    assert found == [reason] or reason == "slip_code_sign"
    assert "error-summary" in answer.content.decode()


def test_a_code_that_was_never_made(reader: Client) -> None:
    answer = reader.post("/vote/", {"code": draw_code()})
    assert errors(answer) == {"code": ["code_unknown"]}


def test_the_same_slip_twice(reader: Client, town: made.Town, code: str) -> None:
    sent(reader, code)
    for again in (sent(reader, code), reader.post("/vote/", {"code": code})):
        assert template(again) == "thanks.html"
        assert "counted already" in again.content.decode()
        assert made.ITEMS[0] not in again.content.decode()
    assert spent() == 1


def test_a_spoiled_slip(reader: Client, town: made.Town, code: str) -> None:
    actions.spoil_code(ballot=town.ballot, code=code, actor=town.cast.clerk, now=NOW)
    assert errors(sent(reader, code)) == {"code": ["code_spoiled"]}


def test_the_code_of_another_ballot_opens_its_own_slip(
    reader: Client, cast: Cast, code: str
) -> None:
    """A code finds its ballot, so marks of another ballot's slip fit nothing here."""
    other = made.opened(
        cast, made.drawn(cast, made.a_ballot(cast, items=("办事方便了",), scale=OTHER_SCALE))
    )
    own = other.codes[made.EAST][0]
    assert "办事方便了" in reader.post("/vote/", {"code": own}).content.decode()
    answer = sent(reader, own)
    assert "invalid_choice" in errors(answer)["item_1"]
    assert spent() == 0


@pytest.mark.parametrize(
    ("when", "reason"),
    [
        (NOW - made.DAY, "ballot_not_open_today"),
        (made.AFTER, "ballot_not_open_today"),
    ],
)
def test_too_early_and_too_late(
    reader: Client, code: str, monkeypatch: pytest.MonkeyPatch, when: datetime, reason: str
) -> None:
    monkeypatch.setattr("qunce.kernel.clock.now", lambda: when)
    assert errors(reader.post("/vote/", {"code": code})) == {"code": [reason]}
    assert errors(sent(reader, code)) == {"code": [reason]}
    assert spent() == 0


def test_once_the_box_is_open_no_slip_is_taken(reader: Client, town: made.Town, code: str) -> None:
    town.open_box()
    assert list(errors(sent(reader, code))) == ["code"]
    assert spent() == 0


@pytest.mark.parametrize("step", ["look", "send"])
def test_nothing_marked_is_not_taken(reader: Client, code: str, step: str) -> None:
    answer = sent(reader, code, step, item_1="", item_2="", item_3="", words=WORDS)
    assert errors(answer) == {"__all__": ["slip_is_empty"]}
    assert WORDS in answer.content.decode()
    assert spent() == 0


def test_foreign_marks_are_refused_and_the_others_stay(reader: Client, code: str) -> None:
    answer = sent(reader, code, item_2="excellent", words=WORDS)
    assert errors(answer) == {"item_2": ["invalid_choice"]}
    again = form_on(answer)
    assert (again["item_1"], again["item_3"]) == (made.GOOD, made.FAIR)
    assert again["words"] == WORDS
    assert spent() == 0


@pytest.mark.parametrize("step", ["look", "send"])
def test_five_hundred_characters_come_back_whole(reader: Client, code: str, step: str) -> None:
    long = "灯" * 500
    answer = sent(reader, code, step, words=long)
    assert errors(answer) == {"words": ["words_too_long"]}
    assert form_on(answer)["words"] == long
    assert {name: form_on(answer)[name] for name in MARKS} == MARKS
    assert spent() == 0


@pytest.mark.parametrize(
    "text",
    [
        "灯" * LONGEST_WORDS,
        "好😀" * 20,
        "第一行\r\n第二行",
        "\0灯亮了",
        '<b>亮</b> & "好"',
        "‮倒过来",
    ],
)
def test_what_people_write_is_taken_as_it_is(reader: Client, code: str, text: str) -> None:
    looked = sent(reader, code, "look", words=text)
    assert template(looked) == "look.html"
    assert "<b>亮" not in looked.content.decode()
    assert template(sent(reader, code, words=text)) == "thanks.html"


def test_words_where_none_are_asked_for(reader: Client, cast: Cast) -> None:
    other = made.opened(cast, made.drawn(cast, made.a_ballot(cast, own_words=False)))
    slip = reader.post("/vote/", {"code": other.codes[made.EAST][0]})
    assert "<textarea" not in slip.content.decode()
    assert template(sent(reader, other.codes[made.EAST][0], words=WORDS)) == "thanks.html"


@pytest.mark.parametrize("step", ["", "burn", None])
def test_without_a_step_the_slip_comes_back(reader: Client, code: str, step: str | None) -> None:
    answer = reader.post("/vote/fill/", filled(code, step=step))  # type: ignore[arg-type]
    assert template(answer) == "fill.html"
    assert {name: form_on(answer)[name] for name in MARKS} == MARKS
    assert spent() == 0


def test_a_lost_seal_gives_the_slip_back_as_it_was_marked(town: made.Town, at_nine: None) -> None:
    code = town.codes[made.EAST][0]
    strict = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    answer = strict.post("/vote/fill/", filled(code, words=WORDS))
    assert answer.status_code == 403
    again = form_on(answer)
    assert {name: again[name] for name in MARKS} == MARKS
    assert again["words"] == WORDS
    assert spent() == 0
    done = strict.post("/vote/fill/", {**again, "step": "send"})
    assert template(done) == "thanks.html"
    assert spent() == 1


# --- wrong codes are limited, the right one is not


def test_wrong_codes_are_limited_and_a_neighbour_with_a_slip_votes(
    reader: Client, town: made.Town, code: str
) -> None:
    answers = [reader.post("/vote/", {"code": draw_code()}) for _ in range(12)]
    assert [one.status_code for one in answers] == [200] * 10 + [429] * 2
    assert int(answers[-1]["Retry-After"]) > 0
    assert reader.post("/vote/counted/", {"code": draw_code()}).status_code == 429
    assert template(reader.post("/vote/", {"code": code})) == "fill.html"
    assert template(sent(reader, code)) == "thanks.html"
    assert reader.post("/vote/counted/", {"code": code}).context["ballot"] == town.ballot


def test_a_mistyped_code_is_no_guess_and_is_not_limited(reader: Client, code: str) -> None:
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    answers = [reader.post("/vote/", {"code": wrong}) for _ in range(15)]
    assert {one.status_code for one in answers} == {200}


# --- was it counted


def looked_up(client: Client, code: str) -> Any:
    answer = client.post("/vote/counted/", {"code": code})
    assert answer.status_code == 200
    return answer


def test_whether_and_never_how(reader: Client, town: made.Town) -> None:
    counted, other = town.codes[made.EAST][0], town.codes[made.EAST][1]
    sent(reader, counted, words=WORDS)
    assert looked_up(reader, counted).context["slip"] == CodeState.SPENT_WEB
    assert looked_up(reader, other).context["slip"] == CodeState.ISSUED
    assert "Counted" in _main(looked_up(reader, counted))
    assert "Not counted" in _main(looked_up(reader, other))
    for code in (counted, other):
        page = _main(looked_up(reader, code))
        for told in (WORDS, *made.ITEMS, *(step["label"] for step in town.ballot.steps)):
            assert told not in page


def test_a_slip_from_the_box_reads_like_one_from_the_web(reader: Client, cast: Cast) -> None:
    """Nobody who looks on learns which way somebody took."""
    town = made.opened(cast)
    web, paper = town.codes[made.EAST][0], town.codes[made.EAST][1]
    town.cast_web(made.EAST, 0)
    town.open_box()
    town.stubs(paper)
    assert _without_seal(looked_up(reader, web)) == _without_seal(looked_up(reader, paper))


def test_after_publication_it_can_still_be_looked_up(reader: Client, cast: Cast) -> None:
    town = made.published(cast)
    counted, left = town.codes[made.EAST][0], town.codes[made.EAST][29]
    assert town.ballot.codes_key
    assert "Counted" in _main(looked_up(reader, counted))
    assert "Not counted" in _main(looked_up(reader, left))
    assert f'href="/ballots/{town.ballot.pk}/"' in _main(looked_up(reader, counted))
    assert errors(reader.post("/vote/counted/", {"code": draw_code()})) == {
        "code": ["code_unknown"]
    }


# --- nothing remembers


def test_neither_code_nor_answers_lie_anywhere(
    reader: Client, town: made.Town, caplog: pytest.LogCaptureFixture
) -> None:
    """Planted, done, and looked for: in sessions, cookies, redirects, addresses, logs, record."""
    code = town.codes[made.EAST][0]
    addresses: list[str] = []

    def go(answer: Any) -> None:
        addresses.append(answer.request["PATH_INFO"] + answer.request.get("QUERY_STRING", ""))
        addresses.append(answer.headers.get("location", ""))
        page = answer.content.decode()
        addresses.extend(re.findall(r'(?:href|action|src)="([^"]*)"', page))

    # django.db writes out every statement where DEBUG is on, which no installation has.
    with caplog.at_level(logging.DEBUG), caplog.at_level(logging.INFO, "django.db.backends"):
        caplog.clear()
        go(reader.get("/vote/"))
        go(reader.post("/vote/", {"code": code}))
        go(sent(reader, code, "look", words=WORDS))
        go(sent(reader, code, item_2="foreign", words=WORDS))
        go(Client(enforce_csrf_checks=True).post("/vote/fill/", filled(code, words=WORDS)))
        go(sent(reader, code, words=WORDS, helped="on"))
        go(sent(reader, code, words=WORDS))
        go(reader.post("/vote/counted/", {"code": code}))
        go(reader.get("/vote/fill/"))
        go(reader.post("/vote/", {"code": draw_code()}))
        logging.getLogger("qunce").debug("the search looks here")
    assert state_of(code) == CodeState.SPENT_WEB
    everywhere = {
        "addresses": "\n".join(addresses),
        "logs": "\n".join(one.getMessage() + str(one.exc_info or "") for one in caplog.records),
        "cookies": str(reader.cookies),
        "sessions": "\n".join(str(one.get_decoded()) for one in Session.objects.all()),
        "record": "\n".join(Entry.objects.values_list("canonical", flat=True)),
        "database": _every_row(),
    }
    assert all(everywhere[name] for name in ("addresses", "logs", "record", "database"))
    for place, text in everywhere.items():
        for planted in (code, printed(code), code.lower(), printed(code).lower(), WORDS):
            assert planted not in text, f"{planted} in {place}"


def test_the_search_would_find_them(
    reader: Client, town: made.Town, caplog: pytest.LogCaptureFixture
) -> None:
    code = town.codes[made.EAST][0]
    session = reader.session
    session["kept"] = code
    session.save()
    assert code in "\n".join(str(one.get_decoded()) for one in Session.objects.all())
    Ballot.objects.filter(pk=town.ballot.pk).update(why=f"{WORDS}{code}")
    assert code in _every_row()
    assert WORDS in _every_row()
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("django.request").warning("a line with %s", code)
    assert code in "\n".join(one.getMessage() for one in caplog.records)


def test_voting_makes_no_session(reader: Client, code: str) -> None:
    sent(reader, code)
    assert not Session.objects.exists()
    assert set(reader.cookies) <= {"csrftoken"}


def _every_row() -> str:
    """All columns of all tables as text."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            for row in cursor.fetchall():
                found.append(" ".join(
                    bytes(cell).decode("utf-8", "replace")
                    if isinstance(cell, (bytes, memoryview)) else str(cell)
                    for cell in row
                ))  # fmt: skip
    return "\n".join(found)


def _main(answer: Any) -> str:
    return str(answer.content.decode().partition("<main")[2].partition("</main")[0])


def _without_seal(answer: Any) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", _main(answer))


def test_nothing_on_a_slip_leads_away_from_what_is_marked(reader: Client, code: str) -> None:
    """Language and print size are chosen before: changing them would lose the marks."""
    assert 'name="large_print"' in reader.get("/vote/").content.decode()
    slip = reader.post("/vote/", {"code": code}).content.decode()
    assert 'name="item_1"' in slip
    assert 'name="large_print"' not in slip
