"""Whatever is given: a clear answer, nothing typed lost, never a broken page."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from builders import statements
from cast import Cast
from qunce.domain.campaigns.models import Draft
from web.office.directives import SPEECH, of_duties

SignIn = Callable[[str], Client]
NEW = "/office/directives/new/"
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(2000)


def a_file(data: bytes, name: str = "部署.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def give(client: Client, **given: Any) -> Any:
    return client.post(NEW, {"template": "learn-check-fix", **given})


def refused(answer: Any) -> set[str]:
    """The codes of everything the form found wrong."""
    assert answer.status_code == 200, answer
    return {
        error.code
        for errors in answer.context["form"].errors.as_data().values()
        for error in errors
    }


def a_zip(**members: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return made.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "empty.txt", "source_empty"),
        (b" \r\n\t ", "blank.txt", "source_empty"),
        ("要".encode() * 7_000_000, "large.txt", "source_too_large"),
        (PICTURE, "picture.docx", "source_is_picture"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old.docx", "source_is_old_word"),
    ],
)
def test_a_file_that_cannot_be_read(as_: SignIn, data: bytes, name: str, code: str) -> None:
    answer = give(as_("clerk"), file=a_file(data, name))
    assert refused(answer) == {code}
    assert not Draft.objects.exists()


def test_other_files_that_are_no_directive(as_: SignIn) -> None:
    for data, name in (
        (a_zip(**{"a.txt": b"1"}), "archive.docx"),
        (b"%PDF-1.7\nbroken", "broken.pdf"),
        (b"\x00\x01\x02\x03" * 500, "binary.txt"),
        (b"\xff\xfe" + b"\x00\xd8" * 40, "half.txt"),
    ):
        answer = give(as_("clerk"), file=a_file(data, name))
        if answer.status_code == 302:  # read as text in some encoding: then it is a draft
            assert as_("clerk").get(answer["Location"]).status_code == 200
        else:
            assert refused(answer)


def test_nothing_given(as_: SignIn) -> None:
    assert refused(give(as_("clerk"), text="  \n")) == {"directive_is_empty"}


def test_too_much_pasted_comes_back_whole(as_: SignIn) -> None:
    text = "各村要做好一件实事。" * 50_000
    answer = give(as_("clerk"), text=text)
    assert refused(answer) == {"directive_too_long"}
    assert answer.context["form"]["text"].value() == text


def test_a_kind_of_campaign_is_chosen_and_what_was_typed_stays(as_: SignIn) -> None:
    answer = as_("clerk").post(NEW, {"text": SPEECH})
    assert refused(answer) == {"required"}
    assert answer.context["form"]["text"].value() == SPEECH
    assert refused(give(as_("clerk"), text=SPEECH, template="no-such")) == {"invalid_choice"}


def test_a_readable_file_survives_the_error_as_text(as_: SignIn) -> None:
    client = as_("clerk")
    answer = client.post(NEW, {"file": a_file(SPEECH.encode(), "讲话.txt")})
    form = answer.context["form"]
    assert refused(answer) == {"required"}
    assert (form["text"].value(), form["name"].value()) == (SPEECH, "讲话.txt")
    again = give(client, text=form["text"].value(), name=form["name"].value())
    assert again.status_code == 302
    assert Draft.objects.get().source_name == "讲话.txt"


def test_a_file_and_a_text_at_once(as_: SignIn) -> None:
    answer = give(as_("clerk"), file=a_file(SPEECH.encode()), text="另一份")
    assert refused(answer) == {"file_and_text"}
    assert answer.context["form"]["text"].value() == "另一份"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_usual_encoding_is_read(as_: SignIn, encoding: str) -> None:
    answer = give(as_("clerk"), file=a_file(SPEECH.encode(encoding)))
    assert answer.status_code == 302
    assert "办好身边事" in Draft.objects.get().source_text


def test_control_and_bidi_characters_are_shown_and_reorder_nothing(as_: SignIn) -> None:
    text = SPEECH.replace("公布", "公\u202e布\x07")
    client = as_("clerk")
    answer = give(client, text=text)
    assert answer.status_code == 302
    assert Draft.objects.get().source_text == text
    page = client.get(answer["Location"]).content.decode()
    assert "U+202E" in page
    assert "U+0007" in page
    assert "\u202e" not in page


def test_a_character_no_document_has(as_: SignIn) -> None:
    text = SPEECH + "\x00"
    answer = give(as_("clerk"), text=text)
    assert refused(answer) == {"directive_has_nul"}
    assert answer.context["form"]["text"].value() == text


def test_markup_in_a_directive_stays_text(as_: SignIn) -> None:
    client = as_("clerk")
    nasty = "<script>alert(1)</script><b id=s-1>"
    answer = give(client, text=SPEECH.replace("公布", nasty), name=nasty)
    page = client.get(answer["Location"]).content.decode()
    assert "<script>alert" not in page
    assert "<b id" not in page


@pytest.mark.parametrize("text", ["没有标题也没有编号。" * 30, "a", "、，。", "各村要做好" * 400])
def test_a_text_without_headings_is_still_a_draft(as_: SignIn, text: str) -> None:
    client = as_("clerk")
    answer = give(client, text=text)
    assert answer.status_code == 302
    page = client.get(answer["Location"])
    assert page.status_code == 200
    assert "campaign_needs_aim" in {one.code for one in page.context["reasons"]}


def test_three_thousand_duties_stay_usable(as_: SignIn) -> None:
    client = as_("clerk")
    answer = give(client, text=of_duties(3000))
    page = client.get(answer["Location"])
    assert page.context["page"].paginator.count == 3000
    assert len(page.context["duties"]) == 50
    last = client.get(answer["Location"] + "?page=60")
    assert last.context["duties"][-1].line.text.endswith("第3000项整治工作")
    assert client.get(answer["Location"] + "?page=nonsense").status_code == 200


def test_giving_a_directive_takes_no_statement_for_each_duty(as_: SignIn) -> None:
    client = as_("clerk")
    few, many = (
        [sql for sql in sent if not sql.startswith('INSERT INTO "campaigns_draftline"')]
        for sent in (statements(lambda n=n: give(client, text=of_duties(n))) for n in (3, 3000))  # type: ignore[misc]
    )
    assert len(few) == len(many), "\n".join(many)


def test_the_review_costs_the_same_for_three_and_three_hundred_duties(as_: SignIn) -> None:
    client = as_("clerk")
    costs = []
    for count in (3, 300):
        address = give(client, text=of_duties(count))["Location"]
        costs.append(statements(lambda address=address: client.get(address)))  # type: ignore[misc]
    assert len(costs[0]) == len(costs[1]) == REVIEW, "\n".join(costs[1])


REVIEW = 10
"""session, user, posts held; draft; other lines, number of duties, duties, repairs, spans; kinds
kept.  The rule asks for no more than twelve."""


def test_lines_with_bad_words_come_back_as_typed(as_: SignIn, cast: Cast) -> None:
    client = as_("clerk")
    address = give(client, text=SPEECH)["Location"]
    duty = Draft.objects.get().lines.filter(kind="duty").first()
    assert duty is not None
    for text in ("", " ", "长" * 2001, "坏\x00字"):
        answer = client.post(
            f"{address}lines/{duty.pk}/", {"text": text, "action_kind": "required"}
        )
        assert refused(answer) == {"line_words_wrong"}
        assert answer.context["form"]["text"].value() == text
        assert answer["HX-Retarget"] == f"#edit-{duty.pk}"
    for given, code in (
        ({"unit_kinds": ["palace"]}, "invalid_choice"),
        ({"action_kind": "maybe"}, "invalid_choice"),
        ({"due_on": "2026-02-31"}, "invalid"),
    ):
        full = {"text": "好", "action_kind": "required", **given}
        assert refused(client.post(f"{address}lines/{duty.pk}/", full)) == {code}
    for given, code in (
        ({"kind": "gate", "text": "问一问"}, "gate_kind_needed"),
        ({"kind": "goal", "text": ""}, "line_words_wrong"),
        ({"kind": "wish", "text": "好"}, "invalid_choice"),
    ):
        assert refused(client.post(f"{address}lines/add/", given)) == {code}
    for given, code in (
        ({"title": "", "starts_on": "2026-04-01", "ends_on": "2026-06-01"}, "campaign_needs_title"),
        (
            {"title": "好", "starts_on": "2026-04-01", "ends_on": "2026-04-02"},
            "campaign_window_impossible",
        ),
        ({"title": "好", "ends_on": "2026-06-01"}, "campaign_needs_start"),
    ):
        assert refused(client.post(f"{address}basics/", given)) == {code}
