"""The office's pages of ledgers: who sees them, what they say, what they do with bad files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from builders import statements
from cast import NOW, Cast
from imports.ledgers_made import fresh, given, messages, previewed, problems, uploaded, worked
from qunce.domain.imports.actions import look_through
from qunce.domain.imports.models import LedgerImport
from qunce.domain.jobs.actions import begin_work
from qunce.domain.jobs.processes import this_process
from qunce.domain.problems.models import Problem
from qunce.domain.record.models import Entry
from qunce.kernel import clock
from qunce.web.office.imports.work import LedgerFiles

SignIn = Callable[[str], Client]
EVERYBODY = ("", "outsider", "secretary", "viewer", "leader")


@pytest.fixture(autouse=True)
def uploads(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "uploads"
    return tmp_path / "uploads"


def sent(client: Client, data: bytes, **changes: Any) -> Any:
    form = {
        "file": SimpleUploadedFile("王某甲的台账.xlsx", data),
        "kind": "problems",
        "label": "",
        "year": "",
        "submission": "b" * 32,
    }
    return client.post("/office/imports/", {**form, **changes})


def read(ledger: LedgerImport) -> LedgerImport:
    look_through(pk=ledger.pk, files=LedgerFiles(), now=NOW)
    return fresh(ledger)


def test_the_clerk_goes_from_the_file_to_the_list(cast: Cast, as_: SignIn) -> None:
    clerk = as_("clerk")
    answer = sent(clerk, problems({}, {"单位": "上青村"}))
    ledger = LedgerImport.objects.get()
    address = f"/office/imports/{ledger.pk}/"
    assert (answer.status_code, answer["Location"]) == (302, address)
    waiting = clerk.get(address).content.decode()
    assert 'hx-trigger="every 2s"' in waiting
    assert f'href="{address}"' in waiting, "without JavaScript there is a link"

    ledger = read(ledger)
    page = clerk.get(address).content.decode()
    assert "路灯两个月不亮" in page
    assert "上青村" in page
    assert "王某甲" not in page, "the name of the file is not kept"
    assert Problem.objects.count() == 0
    assert clerk.get(address + "?rows=bad").content.decode().count("<li>") == 1
    taking = clerk.post(address + "take/", {"seen_version": ledger.version})
    assert taking["Location"] == address
    assert clerk.post(address + "take/", {"seen_version": ledger.version}).status_code == 302
    assert "progress" not in clerk.get(address).content.decode(), "no worker has begun"
    worked(ledger)
    result = clerk.get(address).content.decode()
    problem = Problem.objects.get()
    assert f"/office/problems/{problem.pk}/" in result
    download = clerk.get(address + "rejected.xlsx")
    assert download["Content-Disposition"].startswith("attachment")
    assert b"".join(download.streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]
    clerk.post(address + "forget/")
    assert clerk.get(address + "rejected.xlsx").status_code == 404


def test_a_double_tap_uploads_one_ledger(cast: Cast, as_: SignIn) -> None:
    clerk = as_("clerk")
    first, second = sent(clerk, problems({})), sent(clerk, problems({}))
    assert first["Location"] == second["Location"]
    assert LedgerImport.objects.count() == 1


def test_the_page_is_replaced_when_the_work_is_done(cast: Cast, as_: SignIn) -> None:
    ledger = uploaded(cast, problems({}))
    clerk = as_("clerk")
    asked = clerk.get(f"/office/imports/{ledger.pk}/", headers={"HX-Request": "true"})
    assert b"<html" not in asked.content
    read(ledger)
    asked = clerk.get(f"/office/imports/{ledger.pk}/", headers={"HX-Request": "true"})
    assert asked["HX-Refresh"] == "true"


def test_without_a_worker_the_page_says_so_and_how_long(cast: Cast, as_: SignIn) -> None:
    ledger = uploaded(cast, problems({}))
    LedgerImport.objects.update(asked_at=clock.now() - timedelta(minutes=7, seconds=5))
    clerk = as_("clerk")
    clerk.cookies["django_language"] = "en"
    address = f"/office/imports/{ledger.pk}/"
    assert "waiting for 7 minutes" in clerk.get(address).content.decode()
    begin_work(process=this_process(), now=clock.now())
    assert "No worker" not in clerk.get(address).content.decode()


def test_columns_are_corrected_by_hand(cast: Cast, as_: SignIn) -> None:
    ledger = previewed(cast, problems({}))
    clerk = as_("clerk")
    address = f"/office/imports/{ledger.pk}/"
    form = {f"column_{place}": "" for place in range(len(ledger.columns))}
    form |= {"column_2": "statement", "year": "", "seen_version": str(ledger.version)}
    twice = clerk.post(address + "columns/", {**form, "column_3": "statement"})
    assert twice.status_code == 200
    assert "field-error" in twice.content.decode()
    assert clerk.post(address + "columns/", form).status_code == 302
    assert read(ledger).rows.get().extract == "村口"
    late = clerk.post(address + "columns/", form)
    assert late.status_code == 200, "the page was not fresh"
    assert fresh(ledger).state == "previewed"


@pytest.mark.parametrize("who", EVERYBODY)
def test_nobody_else_sees_or_does_anything(cast: Cast, as_: SignIn, who: str) -> None:
    ledger = previewed(cast, messages({}, {"信访时间": "明年"}), "messages")
    assert b"row-title" in as_("clerk").get("/office/imports/").content
    size = Entry.objects.count()
    somebody = as_(who)
    address = f"/office/imports/{ledger.pk}/"
    wanted = 404 if who else 302
    for path in ("", "rejected.xlsx"):
        answer = somebody.get(address + path)
        assert answer.status_code == wanted, path
    for path in ("columns/", "take/", "drop/", "again/", "forget/"):
        told = {"seen_version": ledger.version}
        assert somebody.post(address + path, told).status_code == wanted, path
    listed = somebody.get("/office/imports/")
    assert listed.status_code in ((200, 403) if who else (302,))
    assert address.encode() not in listed.content
    if who != "outsider":
        sent(somebody, problems({}))
    assert (LedgerImport.objects.count(), Entry.objects.count()) == (1, size)
    assert fresh(ledger).version == ledger.version


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * 30_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a zip bomb", bomb()),
        ("no zip at all", b"PK\x03\x04 and then nothing"),
        ("a picture", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40),
        ("a web page", b"<html><body>ledger</body></html>"),
        ("only headings", "序号,问题表述\n".encode()),
        ("one word", "台账".encode()),
        ("too many rows", "问题表述,单位\n".encode() + "坏,上清村\n".encode() * 100_050),
        ("half a sign", b"\xe9\x97\xae\xe9,\xff\xfe\n1,2\n"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_bad_file_is_told_in_words(cast: Cast, as_: SignIn, name: str, data: bytes) -> None:
    clerk = as_("clerk")
    assert sent(clerk, data).status_code == 302
    ledger = read(LedgerImport.objects.get())
    assert ledger.state in ("failed", "previewed"), name
    assert ledger.rows_good == 0
    page = clerk.get(f"/office/imports/{ledger.pk}/")
    assert page.status_code == 200
    assert clerk.post(f"/office/imports/{ledger.pk}/drop/").status_code == 302
    assert fresh(ledger).state == "dropped"
    assert clerk.get(f"/office/imports/{ledger.pk}/").status_code == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"file": SimpleUploadedFile("leer.csv", b"")},
        {"kind": "recipes"},
        {"submission": "x"},
        {"submission": ""},
        {"year": "26"},
        {"year": "many"},
        {"label": "长" * 81},
        {"file": ""},
    ],
    ids=str,
)
def test_a_bad_form_is_shown_again(cast: Cast, as_: SignIn, changes: dict[str, Any]) -> None:
    answer = sent(as_("clerk"), problems({}), **changes)
    assert answer.status_code == 200
    assert "error" in answer.content.decode()
    assert not LedgerImport.objects.exists()


def test_a_file_that_is_too_large_is_refused_at_once(cast: Cast, as_: SignIn) -> None:
    answer = sent(as_("clerk"), b"x" * 20_000_001)
    assert answer.status_code == 200
    assert not LedgerImport.objects.exists()


def test_a_formula_is_words_and_never_one_on_the_way_out(cast: Cast, as_: SignIn) -> None:
    said = '=HYPERLINK("http://x","路灯")'
    ledger = previewed(cast, problems({"问题表述": said, "单位": "哪里"}))
    with ledger.rejected.open("rb") as file, zipfile.ZipFile(file) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    assert b"HYPERLINK" in sheet
    page = as_("clerk").get(f"/office/imports/{ledger.pk}/").content.decode()
    assert "=HYPERLINK(&quot;" in page


def test_odd_addresses_and_posts_are_no_errors(cast: Cast, as_: SignIn) -> None:
    ledger = previewed(cast, problems({}))
    clerk = as_("clerk")
    address = f"/office/imports/{ledger.pk}/"
    for query in ("?page=x", "?page=-1", "?rows=%00", "?rows=taken&page=99"):
        assert clerk.get(address + query).status_code == 200
    for path in ("columns/", "take/", "again/", "forget/"):
        assert clerk.post(address + path, {"seen_version": "９" * 30}).status_code in (200, 302)
    assert fresh(ledger).state == "previewed"


def test_a_page_costs_the_same_for_three_rows_and_for_a_hundred(cast: Cast, as_: SignIn) -> None:
    clerk = as_("clerk")
    few = worked(given(cast, previewed(cast, problems(*[{"点位": f"{n}组"} for n in range(3)]))))
    many = worked(given(cast, previewed(cast, problems(*[{"点位": f"{n}号"} for n in range(103)]))))
    waiting = uploaded(cast, problems({"点位": "别处"}))
    pages = (few, many, waiting)
    asked = [statements(lambda one=one: clerk.get(f"/office/imports/{one.pk}/")) for one in pages]
    assert len(asked[0]) == len(asked[1]) <= 12, asked[1]
    assert len(asked[2]) <= 12
    assert len(statements(lambda: clerk.get("/office/imports/"))) <= 12
