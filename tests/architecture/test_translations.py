"""Chinese is complete: nothing empty, nothing fuzzy, nothing forgotten."""

from __future__ import annotations

import importlib.util
import shutil
from types import ModuleType

import pytest

from architecture.tree import ROOT


@pytest.fixture(scope="module")
def translations() -> ModuleType:
    spec = importlib.util.spec_from_file_location("translations", ROOT / "tools/translations.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_catalogue_is_complete_and_compiled(translations: ModuleType) -> None:
    assert len(translations.catalogue()) > 100
    assert translations.faults() == []


def test_the_catalogue_holds_what_the_sources_say(translations: ModuleType) -> None:
    if shutil.which("xgettext") is None:
        pytest.skip("GNU gettext is not installed (Debian: apt install gettext)")
    said = {translations.key(entry) for entry in translations.extracted()}
    held = {translations.key(entry) for entry in translations.catalogue()}
    assert sorted(map(str, said - held)) == []
    assert sorted(map(str, held - said)) == []


def test_gaps_are_told_apart_from_percentages(translations: ModuleType) -> None:
    assert translations.gaps("%(a)s of %(b)d, 5%% and {c}") == {"%(a)s", "%(b)d", "{c}"}
    assert translations.gaps("100% sure") == set()
