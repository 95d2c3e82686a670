"""Long, foreign, broken: what programs send, and what must still be well-formed afterwards."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from qunce.domain.voices.models import Voice
from qunce.web.open311.body import LARGEST
from web.open311.conformance import read_accepted, read_errors, read_requests
from web.open311.programs import FORM, LAMP, Program

HTML = "<b>路灯</b> & <script>alert('x')</script> ]]> &amp; \"引号\""
CONTROLS = "".join(map(chr, [*range(32), 0x7F, *range(0x80, 0xA0), 0xFFFE, 0xFFFF]))


def raw(program: Program, form: str, body: bytes, type: str = FORM) -> object:
    return program.call("POST", f"requests.{form}", body=body, type=type)


def body_with(program: Program, description: bytes) -> bytes:
    return (
        b"api_key=" + program.key.encode() + b"&service_code=road&lat=30.1&long=120.1"
        b"&description=" + description
    )


def shown(program: Program, form: str) -> str:
    (found,) = read_requests(program.get(f"requests.{form}"), form)
    return str(found["description"])


@pytest.mark.parametrize("sign", ["a", "灯", "💡", "\U00020000"])
def test_four_thousand_characters_are_taken_and_one_more_is_refused(
    program: Program, form: str, sign: str
) -> None:
    read_accepted(program.post({**LAMP, "description": sign * 4000}, form), form)
    assert shown(program, form) == sign * 4000
    (error,) = read_errors(program.post({**LAMP, "description": sign * 4001}, form), form, 400)
    assert "4001" in error["description"]
    assert Voice.objects.count() == 1


def test_one_character_is_enough(program: Program, form: str) -> None:
    read_accepted(program.post({**LAMP, "description": "灯"}, form), form)
    assert shown(program, form) == "灯"


def test_html_is_kept_as_text(program: Program, form: str) -> None:
    read_accepted(program.post({**LAMP, "description": HTML}, form), form)
    assert Voice.objects.get().text == HTML
    assert shown(program, form) == HTML
    body = program.get("requests.xml").body
    assert b"<script>" not in body


def test_html_in_an_error_is_text_too(program: Program, form: str) -> None:
    answer = program.post({**LAMP, "service_code": "<x>&"}, form)
    (error,) = read_errors(answer, form, 404)
    assert "<x>&" in error["description"]


def test_control_characters_never_make_an_answer_malformed(program: Program, form: str) -> None:
    text = f"前{CONTROLS}后"
    read_accepted(program.post({**LAMP, "description": text, "address_string": text}, form), form)
    found = shown(program, form)
    assert (found[0], found[-1]) == ("前", "后")
    assert not set(found) & set(map(chr, range(9)))
    for address in ("services/%s.xml", "tokens/%s.xml", "requests/%s.xml"):
        answer = program.get(address % quote(f"x{CONTROLS.replace('/', '')}"))
        read_errors(answer, "xml", 404)


def test_line_breaks_are_kept(program: Program, form: str) -> None:
    read_accepted(program.post({**LAMP, "description": "一\r\n二\r三\n四"}, form), form)
    assert shown(program, form) == "一\n二\n三\n四"


@pytest.mark.parametrize(
    "text",
    ["Ünïcödé", "ئۇيغۇرچە", "བོད་སྐད།", "👩‍🚒🇨🇳", "𠮷野家", "ｆｕｌｌ　ｗｉｄｔｈ", "\u202eRTL"],
)
def test_every_script_arrives_as_it_was_sent(program: Program, form: str, text: str) -> None:
    read_accepted(program.post({**LAMP, "description": text}, form), form)
    assert Voice.objects.get().text == text
    assert shown(program, form) == text


def test_utf_8_that_was_not_escaped_is_taken(program: Program, form: str) -> None:
    read_accepted(raw(program, form, body_with(program, "路灯".encode())), form)  # type: ignore[arg-type]
    assert shown(program, form) == "路灯"


@pytest.mark.parametrize(
    "broken", [b"%FF%FE", b"%C3%28", b"\xff\xfe", b"%ED%A0%80", "路灯".encode("gb18030")]
)
def test_what_is_not_utf_8_is_refused(program: Program, form: str, broken: bytes) -> None:
    answer = raw(program, form, body_with(program, broken))
    read_errors(answer, form, 400)  # type: ignore[arg-type]
    assert not Voice.objects.exists()


@pytest.mark.parametrize(
    "type",
    [
        "application/json",
        "multipart/form-data; boundary=x",
        "text/plain",
        "",
        "application/x-www-form-urlencoded; charset=gbk",
    ],
)
def test_another_content_type_is_refused(program: Program, form: str, type: str) -> None:
    answer = raw(program, form, body_with(program, b"x"), type or "application/octet-stream")
    read_errors(answer, form, 400)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "type",
    [
        "application/x-www-form-urlencoded",
        "application/x-www-form-urlencoded;charset=UTF-8",
        'Application/X-WWW-Form-Urlencoded; charset="utf-8"',
    ],
)
def test_the_form_s_content_type_is_known_in_every_spelling(
    program: Program, form: str, type: str
) -> None:
    read_accepted(raw(program, form, body_with(program, b"x"), type), form)  # type: ignore[arg-type]


def test_a_body_that_is_too_large_is_refused(program: Program, form: str) -> None:
    answer = raw(program, form, body_with(program, b"x" * LARGEST))
    read_errors(answer, form, 400)  # type: ignore[arg-type]


def test_too_many_fields_are_refused(program: Program, form: str) -> None:
    answer = raw(program, form, body_with(program, b"x") + b"&a=1" * 500)
    read_errors(answer, form, 400)  # type: ignore[arg-type]


@pytest.mark.parametrize("body", [b"&&&", b"=", b"api_key", b"%", b"a=%ZZ", b"\0", b"attribute[=1"])
def test_a_body_that_says_nothing_lacks_a_key(program: Program, form: str, body: bytes) -> None:
    read_errors(raw(program, form, body), form, 403)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["address_string", "media_url", "email", "first_name", "phone"])
def test_other_long_fields_are_refused_in_words(program: Program, form: str, name: str) -> None:
    sent = {**LAMP, "email": "a@example.org", name: "长" * 3000}
    read_errors(program.post(sent, form), form, 400)
    assert not Voice.objects.exists()


@pytest.mark.parametrize(
    "name",
    ["service_code", "address_id", "jurisdiction_id", "lat", "attribute[lamps]", "api_key"],
)
@pytest.mark.parametrize("value", ["\0", "\ufffe", "💡" * 500, "'; DROP TABLE voices_voice; --"])
def test_odd_values_are_refused_and_break_nothing(
    program: Program, form: str, name: str, value: str
) -> None:
    sent = {**LAMP, "address_string": None, name: value}
    answer = program.post(sent, form)
    assert answer.status in (400, 403, 404)
    read_errors(answer, form, answer.status)


@pytest.mark.parametrize("name", ["service_request_id", "service_code", "jurisdiction_id"])
@pytest.mark.parametrize("value", ["\0", "\0,1", "%", "9" * 400, "2026-" + "9" * 12, "💡", ",,,"])
def test_odd_filters_break_nothing(program: Program, form: str, name: str, value: str) -> None:
    answer = program.get(f"requests.{form}", **{name: value})
    if answer.status == 200:
        assert read_requests(answer, form) == []
    else:
        read_errors(answer, form, answer.status)
