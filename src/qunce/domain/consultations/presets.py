"""Questions and scales that offices use, in the language of what people are asked.

The review of an analysis report asks five questions, whether it recognises deeply, finds the right
problems, reaches the causes, thinks clearly, and can be done (认识深不深, 问题准不准, 原因透不透,
思路清不清, 措施可行不可行), each on four steps of which the upper two are reported together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qunce.domain.consultations.models import Option
from qunce.domain.consultations.models.asking import DONT_KNOW

STEPS = (("good", True), ("fairly", True), ("so_so", False), ("poor", False))
"""Codes of the four steps of a scale, and whether each speaks for the thing asked about."""


@dataclass(frozen=True, slots=True)
class Preset:
    """A question with its scale; the action adds “don't know”."""

    text: str
    options: Sequence[Option]


def _scale(*labels: str) -> list[Option]:
    return [
        Option(code, label, positive) for (code, positive), label in zip(STEPS, labels, strict=True)
    ]


REVIEW = "review"
AGREEMENT = "agreement"

_ZH: Mapping[str, Sequence[Preset]] = {
    REVIEW: (
        Preset("认识深不深？", _scale("深", "较深", "一般", "不深")),
        Preset("问题找得准不准？", _scale("准", "较准", "一般", "不准")),
        Preset("原因分析得透不透？", _scale("透", "较透", "一般", "不透")),
        Preset("思路清不清？", _scale("清", "较清", "一般", "不清")),
        Preset("措施可行不可行？", _scale("可行", "较可行", "一般", "不可行")),
    ),
    AGREEMENT: (
        Preset("总的来说，您同意这份方案吗？", _scale("同意", "基本同意", "不太同意", "不同意")),
    ),
}
_EN: Mapping[str, Sequence[Preset]] = {
    REVIEW: (
        Preset(
            "Does it understand the matter deeply?",
            _scale("Deeply", "Fairly deeply", "So so", "Not deeply"),
        ),
        Preset(
            "Does it find the right problems?",
            _scale("The right ones", "Mostly", "So so", "Not the right ones"),
        ),
        Preset("Does it get to the causes?", _scale("Yes", "Mostly", "So so", "No")),
        Preset("Is the way ahead clear?", _scale("Clear", "Fairly clear", "So so", "Not clear")),
        Preset("Can the measures be carried out?", _scale("Yes", "Mostly", "Only in part", "No")),
    ),
    AGREEMENT: (
        Preset(
            "All in all, do you agree with this plan?",
            _scale("I agree", "I mostly agree", "I rather disagree", "I disagree"),
        ),
    ),
}
PRESETS = (REVIEW, AGREEMENT)


def preset(name: str, language: str) -> Sequence[Preset]:
    """The questions of the preset ``name``; Chinese unless ``language`` is English."""
    return (_EN if language.startswith("en") else _ZH)[name]


def dont_know(language: str) -> Option:
    """The last option of every question; no judgement, neither for nor against."""
    return Option(DONT_KNOW, "Don't know" if language.startswith("en") else "不了解", None)
