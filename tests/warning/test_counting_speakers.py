"""Each message counts where it now belongs, once, however often the record is read."""

from __future__ import annotations

from builders import statements
from cast import NOW, TODAY, Cast
from qunce.domain.matters.models import Category
from qunce.domain.organisations.models import Unit
from qunce.domain.voices import actions as voices
from qunce.domain.voices.models import Voice
from qunce.domain.warning.actions import count_new
from qunce.domain.warning.models import Counted, Counting, SpeakerCount
from voices_made import a_category, a_post, a_voice, as_now, county_clerk
from warning_made import DAY, a_sorted_message


def cells() -> set[tuple[Unit, Category, int, int]]:
    """Every cell that holds something: where, of what, speakers, messages."""
    return {
        (one.unit, one.category, one.speakers, one.messages)
        for one in SpeakerCount.objects.filter(messages__gte=1)
    }


def count(limit: int = 200) -> int:
    return count_new(now=NOW, limit=limit)


def again(cast: Cast, voice: Voice, category: Category) -> None:
    """The clerk sorts a message into another category."""
    voice = as_now(voice)
    voices.register_voice(
        voice=voice,
        category=category,
        unit=cast.village,
        actor=cast.clerk,
        seen_version=voice.version,
        now=NOW,
    )


def test_a_sorted_message_counts_once_however_often_it_is_counted(cast: Cast) -> None:
    a_sorted_message(cast)
    assert count() > 0
    assert cells() == {(cast.village, a_category(), 1, 1)}
    Counting.objects.update(upto=0)
    count()
    assert cells() == {(cast.village, a_category(), 1, 1)}
    assert count() == 0


def test_an_unsorted_message_and_thanks_count_nowhere(cast: Cast) -> None:
    a_voice(cast)
    a_sorted_message(cast, kind="thanks")
    count()
    assert cells() == set()


def test_sorting_it_elsewhere_moves_the_count(cast: Cast) -> None:
    voice = a_sorted_message(cast)
    count()
    water = a_category("water")
    again(cast, voice, water)
    assert count() > 0
    assert cells() == {(cast.village, water, 1, 1)}


def test_a_joined_message_is_no_further_speaker(cast: Cast) -> None:
    first, second = a_sorted_message(cast), a_sorted_message(cast)
    count()
    assert cells() == {(cast.village, a_category(), 2, 2)}
    voices.merge(voice=as_now(second), into=as_now(first), actor=cast.clerk, now=NOW)
    count()
    assert cells() == {(cast.village, a_category(), 1, 2)}
    again(cast, first, a_category("water"))
    count()
    assert cells() == {(cast.village, a_category("water"), 1, 2)}, "what was joined goes with it"


def test_of_a_split_message_each_part_counts(cast: Cast) -> None:
    voice = a_sorted_message(cast)
    count()
    parts = voices.split(
        voice=as_now(voice), texts=["灯不亮。", "路不平。"], actor=cast.clerk, now=NOW
    )
    count()
    assert cells() == set(), "nobody has sorted the parts yet"
    again(cast, parts[0], a_category())
    again(cast, parts[1], a_category("road"))
    count()
    assert cells() == {
        (cast.village, a_category(), 1, 1),
        (cast.village, a_category("road"), 1, 1),
    }


def test_parts_of_one_message_in_one_cell_are_one_speaker(cast: Cast) -> None:
    voice = a_sorted_message(cast)
    parts = voices.split(
        voice=as_now(voice),
        texts=["东头灯不亮。", "西头灯不亮。", "路不平。"],
        actor=cast.clerk,
        now=NOW,
    )
    for part in parts[:2]:
        again(cast, part, a_category())
        count()
    assert cells() == {(cast.village, a_category(), 1, 2)}
    smaller = voices.split(
        voice=as_now(parts[2]), texts=["三组灯不亮。", "桥断了。"], actor=cast.clerk, now=NOW
    )
    again(cast, smaller[0], a_category())
    count()
    assert cells() == {(cast.village, a_category(), 1, 3)}, "split twice, still one person"
    a_sorted_message(cast)
    again(cast, parts[0], a_category("road"))
    count()
    assert cells() == {
        (cast.village, a_category(), 2, 3),
        (cast.village, a_category("road"), 1, 1),
    }, "when the first part is sorted elsewhere, the next one stands for the speaker"


def test_what_the_county_wrote_down_counts_in_the_town_of_the_place(cast: Cast) -> None:
    clerk = county_clerk(cast)
    a_sorted_message(cast)
    for place in (cast.village, cast.town, None):
        a_sorted_message(cast, unit=cast.town, town=cast.county, village=place, actor=clerk)
    a_sorted_message(cast, village=None)
    count()
    assert cells() == {
        (cast.village, a_category(), 2, 2),
        (cast.town, a_category(), 2, 2),
        (cast.county, a_category(), 1, 1),
    }
    assert {cell.town for cell in SpeakerCount.objects.exclude(unit=cast.county)} == {cast.town}


def test_what_a_unit_wrote_down_of_itself_counts_in_its_town(cast: Cast) -> None:
    sorter = a_post(cast, cast.school, "staff", "school-staff")
    a_sorted_message(cast, unit=cast.school)
    a_sorted_message(cast, unit=cast.school, town=cast.school, village=None, actor=sorter)
    count()
    assert cells() == {(cast.school, a_category(), 2, 2)}
    assert SpeakerCount.objects.get().town == cast.town


def test_what_is_set_aside_counts_no_longer_and_again_when_restored(cast: Cast) -> None:
    voice = a_sorted_message(cast)
    count()
    voices.set_aside(voice=as_now(voice), reason="已有答复。", actor=cast.clerk, now=NOW)
    count()
    assert cells() == set()
    assert not Counted.objects.exists()
    voices.restore(voice=as_now(voice), reason="误放。", actor=cast.clerk, now=NOW)
    count()
    assert cells() == {(cast.village, a_category(), 1, 1)}


def test_a_message_without_a_village_counts_in_the_town(cast: Cast) -> None:
    a_sorted_message(cast, village=None)
    count()
    assert cells() == {(cast.town, a_category(), 1, 1)}


def test_what_accuses_leaves_the_unit_it_accuses(cast: Cast) -> None:
    county_clerk(cast)
    voice = a_sorted_message(cast)
    joined = a_sorted_message(cast)
    voices.merge(voice=as_now(joined), into=as_now(voice), actor=cast.clerk, now=NOW)
    count()
    voices.reroute(voice=as_now(voice), accused=cast.village, actor=cast.clerk, now=NOW)
    count()
    cell = SpeakerCount.objects.get(messages__gte=1)
    assert (cell.unit, cell.accused) == (cast.town, cast.village)
    assert (cell.speakers, cell.messages) == (1, 2)


def test_the_day_is_the_day_it_was_said(cast: Cast) -> None:
    a_sorted_message(cast, on=TODAY - 9 * DAY)
    count()
    assert SpeakerCount.objects.get().day == TODAY - 9 * DAY


def test_the_reader_goes_on_where_it_stopped(cast: Cast) -> None:
    for _ in range(3):
        a_sorted_message(cast)
    assert count(limit=2) == 2
    while count(limit=2):
        pass
    assert cells() == {(cast.village, a_category(), 3, 3)}


def test_counting_costs_no_statement_for_a_message(cast: Cast) -> None:
    a_sorted_message(cast)
    few = len(statements(count))
    for _ in range(4):
        a_sorted_message(cast)
    assert len(statements(count)) <= few
    assert cells() == {(cast.village, a_category(), 5, 5)}
    assert len(statements(count)) == 2, "a tick with nothing new takes no lock"


def test_what_was_counted_step_by_step_is_what_a_count_from_the_beginning_finds(
    cast: Cast,
) -> None:
    county_clerk(cast)
    many = [a_sorted_message(cast, on=TODAY - n * DAY) for n in range(7)]
    count()
    again(cast, many[0], a_category("water"))
    voices.merge(voice=as_now(many[1]), into=as_now(many[2]), actor=cast.clerk, now=NOW)
    count()
    voices.merge(voice=as_now(many[2]), into=as_now(many[3]), actor=cast.clerk, now=NOW)
    voices.set_aside(voice=as_now(many[4]), reason="重复。", actor=cast.clerk, now=NOW)
    count()
    voices.restore(voice=as_now(many[1]), reason="误并。", actor=cast.clerk, now=NOW)
    voices.reroute(voice=as_now(many[3]), accused=cast.village, actor=cast.clerk, now=NOW)
    voices.split(voice=as_now(many[5]), texts=["一。", "二。"], actor=cast.clerk, now=NOW)
    count()
    by_steps = told()
    Counted.objects.all().delete()
    SpeakerCount.objects.all().delete()
    Counting.objects.update(upto=0)
    count()
    assert told() == by_steps
    assert len(by_steps) > 3


def told() -> set[tuple[object, ...]]:
    """Every cell that holds something, with its day and whom it accuses."""
    return set(
        SpeakerCount.objects.filter(messages__gte=1).values_list(
            "unit", "category", "day", "accused", "speakers", "messages"
        )
    )
