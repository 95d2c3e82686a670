"""``qunce directive read``: an outline for people, JSON for machines, no database."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from qunce.cli import main

PLAN = Path(__file__).resolve().parents[1] / "text" / "directives" / "town_plan.txt"


def test_people_get_an_outline_in_chinese(capsys):
    assert main(["directive", "read", str(PLAN), "--lang", "zh-hans"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("柳溪镇人居环境")
    assert "  （一） 清理生活垃圾" in printed
    assert "各村" in printed


def test_machines_get_the_published_json(capsys):
    assert main(["directive", "read", str(PLAN), "--json", "--lang", "en"]) == 0
    outline = json.loads(capsys.readouterr().out)
    assert outline["window"] == {"start": "2024-04-01", "end": "2024-12-31"}
    source = PLAN.read_text("utf-8")
    assert all(duty["text"] == source[duty["start"] : duty["end"]] for duty in outline["duties"])


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n0000", None])
def test_what_cannot_be_read_is_refused_with_a_sentence(tmp_path, capsys, content):
    path = tmp_path / "方案.docx"
    if content is not None:
        path.write_bytes(content)
    assert main(["directive", "read", str(path), "--lang", "en"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.strip().endswith(".")


def test_neither_django_nor_a_database_is_loaded():
    code = (
        "import sys; from qunce.cli import main; "
        f"main(['directive', 'read', {str(PLAN)!r}, '--json']); "
        "sys.exit('django' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()


def test_standard_input_is_read():
    done = subprocess.run(
        [sys.executable, "-m", "qunce.cli", "directive", "read", "-", "--json"],
        input=PLAN.read_bytes(),
        capture_output=True,
        check=True,
    )
    assert json.loads(done.stdout)["place"] == "柳溪镇"
