"""Every pair of colours that carries text is readable, in daylight and in the dark (WCAG 2 AA)."""

from __future__ import annotations

import re

import pytest

from architecture.tree import PACKAGE

CSS = (PACKAGE / "static" / "qunce" / "qunce.css").read_text(encoding="utf-8")
TEXT = ("ink", "ink-soft", "accent", "link", "good", "wait", "late")
GROUNDS = ("paper", "raised", "tint")
PAIRS = [(text, ground) for text in TEXT for ground in GROUNDS]
PAIRS += [("on-accent", "accent"), ("ink", "mark")]
LINES = [(line, ground) for line in ("line-strong", "focus") for ground in GROUNDS]
"""What has to be seen but not read: borders of fields, the mark of focus."""


def colours(scheme: str) -> dict[str, str]:
    light, dark = re.search(
        r"@layer tokens \{(.*?)(@media \(prefers-color-scheme: dark\).*?)\n\}", CSS, re.DOTALL
    ).groups()  # type: ignore[union-attr]
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", light if scheme == "light" else dark))


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_itself() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_can_be_read(scheme: str, text: str, ground: str) -> None:
    used = colours(scheme)
    assert contrast(used[text], used[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("line", "ground"), LINES)
def test_borders_and_focus_can_be_seen(scheme: str, line: str, ground: str) -> None:
    used = colours(scheme)
    assert contrast(used[line], used[ground]) >= 3


def test_both_schemes_name_the_same_colours() -> None:
    assert colours("light").keys() == colours("dark").keys()


def test_colours_stand_only_in_the_tokens() -> None:
    after = CSS[CSS.index("@layer base") : CSS.index("@layer print {")]
    assert set(re.findall(r"#[0-9a-f]{3,8}\b", after)) <= {"#fff"}  # behind the picture code
