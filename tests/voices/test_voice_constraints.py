"""What must never be false of a message is refused by the database itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from breaking import Break, again, assert_refuses, changed, constraints_of, named
from cast import NOW, TODAY, Cast
from qunce.domain.voices.models import (
    Answer,
    Clock,
    ClockPause,
    Extension,
    Interest,
    Objection,
    Step,
    Verdict,
    VoicePicture,
)
from voices_made import DAY, a_voice, accepted, registered

Things = dict[str, Any]

BREAKS: list[Break] = [
    ("voice_kind_is_known", lambda it: changed(it["voice"], kind="song")),
    ("voice_channel_is_known", lambda it: changed(it["voice"], channel="pigeon")),
    ("voice_state_is_known", lambda it: changed(it["voice"], state="lost")),
    ("voice_says_something", lambda it: changed(it["voice"], text="")),
    ("voice_has_both_coordinates_or_none", lambda it: changed(it["voice"], latitude=30.0)),
    ("voice_route_is_known", lambda it: changed(it["voice"], route="shortcut")),
    (
        "voice_never_goes_to_the_accused_unit",
        lambda it: changed(it["voice"], accused=F("responsible")),
    ),
    (
        "voice_in_hand_has_a_responsible_unit",
        lambda it: changed(it["voice"], responsible=None),
    ),
    ("voice_in_review_has_a_reviewer", lambda it: changed(it["voice"], state="in_review")),
    ("voice_joined_names_the_other", lambda it: changed(it["voice"], state="merged")),
    (
        "voice_is_not_joined_to_itself",
        lambda it: changed(it["voice"], state="merged", merged_into=F("pk")),
    ),
    ("voice_ended_has_an_instant", lambda it: changed(it["voice"], state="ended")),
    ("voice_answered_has_an_instant", lambda it: changed(it["voice"], state="answered")),
    ("step_kind_is_known", lambda it: again(it["step"], kind="dance")),
    ("step_begins_in_a_known_state", lambda it: again(it["step"], from_state="lost")),
    ("step_ends_in_a_known_state", lambda it: again(it["step"], to_state="lost")),
    ("step_that_ends_a_message_says_why", lambda it: again(it["step"], kind="ended", words="")),
    ("voice_picture_has_a_file", lambda it: changed(it["picture"], picture="")),
    ("clock_state_is_known", lambda it: changed(it["clock"], state="broken")),
    ("clock_ends_after_it_starts", lambda it: changed(it["clock"], due_on=TODAY - DAY)),
    ("clock_is_extended_by_at_most_thirty_days", lambda it: changed(it["clock"], extra_days=31)),
    ("clock_met_has_a_day", lambda it: changed(it["clock"], state="met")),
    ("clock_runs_once_for_a_unit", lambda it: again(it["clock"])),
    ("pause_says_what_for", lambda it: changed(it["pause"], why="")),
    ("pause_ends_after_it_begins", lambda it: changed(it["pause"], until_on=TODAY - DAY)),
    ("pause_has_a_reason", lambda it: changed(it["pause"], reason="")),
    ("clock_is_paused_once_at_a_time", lambda it: again(it["pause"])),
    ("extension_is_one_to_thirty_days", lambda it: changed(it["extension"], days=31)),
    ("extension_has_a_reason", lambda it: changed(it["extension"], reason="")),
    ("extension_is_decided_by_somebody", lambda it: changed(it["extension"], granted=True)),
    (
        "extension_is_not_decided_by_who_asked",
        lambda it: changed(it["extension"], granted=True, decided_at=NOW, decided_by=F("asked_by")),
    ),
    ("clock_has_one_open_extension", lambda it: again(it["extension"])),
    ("answer_kind_is_known", lambda it: changed(it["answer"], kind="shrug")),
    ("answer_outcome_is_known", lambda it: changed(it["answer"], outcome="maybe")),
    ("answer_gives_facts_and_reasons", lambda it: changed(it["answer"], facts="")),
    ("answer_gives_an_opinion", lambda it: changed(it["answer"], opinion="")),
    ("objection_has_a_reason", lambda it: changed(it["objection"], reason="")),
    ("objection_is_decided_by_somebody", lambda it: changed(it["objection"], agreed=False)),
    ("voice_has_one_open_objection", lambda it: again(it["objection"])),
    ("verdict_is_one_of_three", lambda it: changed(it["verdict"], says="perhaps")),
    (
        "interest_is_in_a_message_or_in_a_unit",
        lambda it: changed(it["in_voice"], unit=it["cast"].village),
    ),
    ("interest_in_a_message_is_stated_once", lambda it: again(it["in_voice"])),
    ("interest_in_a_unit_is_stated_once", lambda it: again(it["in_unit"])),
]


def _things(cast: Cast) -> Things:
    """One of everything, put there raw where no act makes just this."""
    voice = accepted(cast)
    clock = Clock.objects.get(voice=voice, rule="handle")
    post, unit = cast.secretary, cast.village
    return {
        "cast": cast,
        "voice": voice,
        "step": voice.steps.all()[0],
        "picture": VoicePicture.objects.create(voice=voice, picture="a", small="b", added_at=NOW),
        "clock": clock,
        "pause": ClockPause.objects.create(
            clock=clock, from_on=TODAY, why="hearing", reason="听证", post=post
        ),
        "extension": Extension.objects.create(
            clock=clock, days=10, reason="雨天", asked_by=post, asked_at=NOW
        ),
        "answer": Answer.objects.create(
            voice=voice,
            kind="reply",
            outcome="support",
            facts="已换",
            opinion="亮了",
            post=post,
            unit=unit,
            at=NOW,
        ),
        "objection": Objection.objects.create(
            voice=voice, unit=unit, post=post, reason="不归我管", at=NOW
        ),
        "verdict": Verdict.objects.create(voice=voice, says="fixed", at=NOW),
        "in_voice": Interest.objects.create(post=post, voice=a_voice(cast), stated_at=NOW),
        "in_unit": Interest.objects.create(post=post, unit=unit, stated_at=NOW),
    }


@named(BREAKS)
def test_the_database_refuses(cast: Cast, name: str, breaks: Callable[[Things], object]) -> None:
    things = _things(cast)
    assert_refuses("voices", name, lambda: breaks(things))


def test_no_constraint_of_voices_goes_untested() -> None:
    assert {name for name, _ in BREAKS} == constraints_of("voices")


@pytest.mark.parametrize("field", ["receiver", "responsible", "reviewer"])
def test_an_accusation_lies_in_no_way_with_the_accused_unit(cast: Cast, field: str) -> None:
    voice = registered(cast)
    changed(voice, reviewer=cast.county)
    assert_refuses(
        "voices",
        "voice_never_goes_to_the_accused_unit",
        lambda: changed(voice, accused=F(field)),
    )


# --- the story only grows


def _refused_by_the_database(act: Callable[[], object], name: str) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        act()


def test_no_step_is_ever_changed(cast: Cast) -> None:
    step = a_voice(cast).steps.get()
    _refused_by_the_database(lambda: changed(step, words="别的话"), "step_never_changes")


def test_no_step_is_ever_removed(cast: Cast) -> None:
    voice = a_voice(cast)
    _refused_by_the_database(lambda: voice.steps.all().delete(), "step_never_removed")
    assert voice.steps.count() == 1


def test_no_step_is_ever_replaced(cast: Cast) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite knows INSERT OR REPLACE")
    step = a_voice(cast).steps.get()
    with connection.cursor() as cursor:
        _refused_by_the_database(
            lambda: cursor.execute(
                "INSERT OR REPLACE INTO voices_step SELECT * FROM voices_step WHERE id = %s",
                [step.pk],
            ),
            "step_never_changes",
        )


@pytest.mark.django_db
def test_the_guards_of_the_story_are_there() -> None:
    """A later migration that rebuilds the table on SQLite drops them: it must run them again."""
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'voices_step'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE tgrelid = 'voices_step'::regclass "
        "AND NOT tgisinternal"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        names = {name for (name,) in cursor.fetchall()}
    assert {"step_never_changes", "step_never_removed"} <= names
    assert len(names) == 3
    assert Step._meta.db_table == "voices_step"
