"""The door of the command line: only the typed command is loaded, and words come in Chinese."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from qunce.cli import COMMANDS, main
from qunce.cli.speech import choose_language, speak

SOURCE = Path(__file__).resolve().parent.parent.parent / "src"


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_each_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    if command == "manage":
        pytest.skip("its help is Django's")
    with pytest.raises(SystemExit) as ended:
        main([command, "--help", "--lang", "en"])
    assert ended.value.code == 0
    assert f"qunce {command}" in capsys.readouterr().out


@pytest.mark.parametrize("words", [["--help"], ["directive", "--help"], ["verify", "--help"]])
def test_django_is_not_loaded_where_it_is_not_needed(words: list[str]) -> None:
    program = (
        "import sys; from qunce.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit: pass\n"
        "sys.exit('django' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *words],
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(SOURCE), "PATH": ""},
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({}, "zh-hans"),
        ({"LANG": "C.UTF-8"}, "zh-hans"),
        ({"LANG": "zh_CN.UTF-8"}, "zh-hans"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, "zh-hans"),
    ],
)
def test_chinese_unless_another_language_is_named(environ: dict[str, str], language: str) -> None:
    assert choose_language("", environ) == language


def test_a_sentence_is_spoken_in_both_languages() -> None:
    assert speak("Copied into %(folder)s.", {"folder": "甲"}, "en") == "Copied into 甲."
    assert speak("Copied into %(folder)s.", {"folder": "甲"}, "zh-hans") == "已备份到 甲。"
