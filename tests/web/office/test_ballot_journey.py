"""A ballot by its pages alone: from the questions to the gate, with paper, dice and a recount."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest
import time_machine
from django.urls import reverse

from ballots_made import (
    AFTER,
    BAD,
    DICE,
    EAST,
    FAIR,
    GOOD,
    ITEMS,
    OVERALL,
    WEST,
    a_roll,
    gate_of,
)
from builders import a_campaign
from cast import NOW, TODAY, Cast
from qunce.domain.ballots import actions
from qunce.domain.ballots.models import Ballot, FrameTag, Tally
from qunce.domain.gates.states import GateState
from qunce.exchange import slip_files
from qunce.kernel.slipcodes import read
from qunce.web.office.ballots.work import make
from web.office.ballot_pages import SignIn, bring_out_result, page_of, shown

CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]\b")


@pytest.fixture(autouse=True)
def data(settings: Any, tmp_path: Path) -> Iterator[Path]:
    settings.DATA = tmp_path
    with time_machine.travel(NOW, tick=False):
        yield tmp_path


def codes_in(folder: Path) -> dict[str, list[str]]:
    """What a printer would print: the codes of each file, in the order of the sheets."""
    found: dict[str, list[str]] = {}
    for path in sorted(folder.glob("*.pdf")):
        document = pdfium.PdfDocument(path)
        texts = [page.get_textpage().get_text_range() for page in document]
        codes = [read(code).code or "" for text in texts for code in CODE.findall(text)[:1]]
        found.setdefault(path.name.split("-")[0], []).extend(codes)
        document.close()
    return found


def test_from_the_questions_to_the_gate(cast: Cast, as_: SignIn, data: Path) -> None:
    clerk = as_("clerk")
    campaign = a_campaign(cast)
    gate = gate_of(cast, campaign)
    clerk.post(
        f"/office/ballots/gates/{gate.pk}/new/",
        {
            "title": "请您评一评",
            "introduction": "路灯和垃圾的事说过的都办了。",
            "items": "\n".join(ITEMS),
            "overall": OVERALL,
            "scale": "satisfaction",
            "own_words": "on",
            "opens_on": TODAY.isoformat(),
            "closes_on": "2026-03-11",
            "low_line": "60",
        },
    )
    ballot = Ballot.objects.get()
    here = page_of(ballot)
    assert page_of(ballot, "roll/") in shown(clerk, here), "the one next thing is the roll"

    text = "\n".join("\t".join(row) for row in a_roll())
    seen = clerk.post(page_of(ballot, "roll/"), {"text": text})
    kept = seen.context["kept"]
    assert not FrameTag.objects.exists(), "looking freezes nothing"
    clerk.post(page_of(ballot, "roll/"), {"kept": kept, "freeze": "1"})
    assert FrameTag.objects.count() == 100
    assert page_of(ballot, "dice/") in shown(clerk, here)

    sizes = {f"size_{one.pk}": 30 if one.name == EAST else 20 for one in ballot.strata.all()}
    clerk.post(page_of(ballot, "dice/"), {"dice": DICE + "54321 65432 11", "text": text, **sizes})
    assert page_of(ballot, "slips/") in shown(clerk, here)
    lists = clerk.post(page_of(ballot, "lists/"), {"text": text, "pdf": "1"})
    assert lists.content[:5] == b"%PDF-"

    reserve = {f"reserve_{one.pk}": 2 for one in ballot.strata.all()}
    clerk.post(page_of(ballot, "slips/"), reserve)
    assert 'hx-trigger="every 2s"' in shown(clerk, page_of(ballot, "slips/"))
    make.func(
        ballot.pk,
        cast.clerk.pk,
        {str(one.pk): 2 for one in ballot.strata.all()},
        "http://testserver/vote/",
    )
    page = shown(clerk, page_of(ballot, "slips/"))
    names = [name for name, _size in slip_files.names(ballot.uid)]
    assert len(names) == 2
    for name in names:
        assert reverse("office:ballot_slip_file", args=[ballot.pk, name]) in page
    codes = codes_in(slip_files.pages(ballot.uid))
    east, west = codes["01"], codes["02"]
    assert (len(east), len(west)) == (32, 22)
    clerk.post(page_of(ballot, "slips/printed/"))
    assert not any(data.rglob("*.pdf")), "the codes are on paper alone"

    clerk.post(page_of(ballot, "steps/open/"))
    ballot.refresh_from_db()
    assert ballot.state == "open"
    for number in range(16):
        actions.cast(ballot=ballot, code=east[number], marks=(GOOD, FAIR, GOOD), now=NOW)
    for number in range(14):
        actions.cast(
            ballot=ballot, code=west[number], marks=(BAD, BAD, FAIR), words="谢谢", now=NOW
        )
    assert "30 of 54" in shown_in_english(clerk, here)

    with time_machine.travel(AFTER, tick=False):
        clerk, leader = as_("clerk"), as_("leader")
        clerk.post(page_of(ballot, "steps/count/"))
        clerk.post(page_of(ballot, "box/"), {"codes": "\n".join(east[16:28])})
        stratum = ballot.strata.get(name=EAST)
        clerk.post(page_of(ballot, "batches/"), {"stratum": stratum.pk, "label": "01", "slips": 12})
        batch = ballot.batches.get()
        keyed = {f"slip_{at}": "112" if at < 9 else "301h" for at in range(1, 13)}
        clerk.post(page_of(ballot, f"batches/{batch.pk}/key/1/"), {**keyed, "words": "路灯好"})
        other = {**keyed, "slip_12": "302h"}
        leader.post(page_of(ballot, f"batches/{batch.pk}/key/2/"), other)
        batch.refresh_from_db()
        assert batch.state == "differs"
        first = as_("first")
        look = shown(first, page_of(ballot, f"batches/{batch.pk}/look/"))
        assert "301h" in look
        assert "302h" in look
        first.post(page_of(ballot, f"batches/{batch.pk}/look/"), {"slip_12": "301h"})
        batch.refresh_from_db()
        assert batch.state == "settled"
        clerk.post(page_of(ballot, "by-hand/"), by_hand(ballot, east=(30, 2, 0), west=(20, 1, 1)))
        answer = clerk.post(page_of(ballot, "steps/close/"))
        assert errors_of_first(answer) == ["slips_unaccounted_for"]
        assert "21" in answer.content.decode(), "with the figures"
        clerk.post(page_of(ballot, "by-hand/"), by_hand(ballot, west=(20, 2, 1)))
        assert clerk.post(page_of(ballot, "steps/close/")).status_code == 302

        for one in ballot.slip_words.all():
            clerk.post(
                page_of(ballot, "words/"),
                {"words": one.pk, f"w{one.pk}-state": "shown", f"w{one.pk}-shown": ""},
            )
        clerk.post(page_of(ballot, "recount/"), {"dice": DICE + "11111 22222 33", "share": 100})
        read_out = ((0, 8, 0, 4, 0, 0), (4, 8, 0, 0, 0, 0), (0, 4, 8, 0, 0, 0))
        counts = {
            f"q{question}_{mark}": number
            for question, row in enumerate(read_out, 1)
            for mark, number in enumerate(row)
        }
        leader.post(page_of(ballot, f"recount/{batch.pk}/"), {**counts, "invalid": 0})
        assert batch.recount.gap == 0
        shown(clerk, page_of(ballot, "result/"))
        bring_out_result(ballot)
        result = shown(clerk, page_of(ballot, "result/"))
        clerk.post(page_of(ballot, "steps/publish/"))
        bring_out_result(ballot)
        assert clerk.get(page_of(ballot, "poster.pdf")).content[:5] == b"%PDF-"
        packed = clerk.get(page_of(ballot, "files.zip")).content
        assert "counts.json" in zipfile.ZipFile(io.BytesIO(packed)).namelist()
        assert OVERALL in result
        clerk.post(page_of(ballot, "steps/settle/"))
    gate.refresh_from_db()
    assert gate.state == GateState.PASSED
    assert Tally.objects.filter(item__overall=True).count() == 12


def by_hand(ballot: Ballot, **counted: tuple[int, int, int]) -> dict[str, int]:
    """Handed out, left over, spoiled; what is left out is counted later."""
    strata = {"east": ballot.strata.get(name=EAST).pk, "west": ballot.strata.get(name=WEST).pk}
    return {
        f"s{strata[where]}-{name}": number
        for where, numbers in counted.items()
        for name, number in zip(("handed_out", "left_over", "spoiled"), numbers, strict=True)
    }


def errors_of_first(answer: Any) -> list[str]:
    (shown_step,) = answer.context["first"]
    return [error.code for error in shown_step.form.errors.as_data()["__all__"]]


def shown_in_english(client: Any, address: str) -> str:
    client.cookies["django_language"] = "en"
    return shown(client, address)
