"""What must never be false of a ballot is refused by the database itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.db import IntegrityError, connection, transaction

from ballots_made import DAY, EAST, GOOD, WEST, Town, opened, slips
from breaking import Break, again, assert_refuses, changed, constraints_of, named
from cast import Cast
from problems_made import a_problem
from qunce.domain.ballots.models import (
    Ballot,
    Batch,
    CodeTag,
    FrameTag,
    Item,
    Keying,
    LowItem,
    PublishedFile,
    SlipWords,
    Stratum,
    Tally,
    Urn,
)


@dataclass
class Made:
    town: Town
    ballot: Ballot
    item: Item
    overall: Item
    east: Stratum
    west: Stratum
    urn: Urn
    words_urn: Urn
    frame: FrameTag
    code: CodeTag
    batch: Batch
    keying: Keying
    tally: Tally
    words: SlipWords
    low: LowItem
    low_east: LowItem
    file: PublishedFile


def made(cast: Cast) -> Made:
    """A ballot being counted, and beside it a raw row of each kind that comes later."""
    town = opened(cast)
    for number in range(12):
        town.cast_web(WEST, number)
    town.open_box()
    town.stubs(*town.codes[EAST][:12])
    batch = town.settled(EAST, slips(GOOD, GOOD, GOOD, times=12))
    ballot = Ballot.objects.get(pk=town.ballot.pk)
    item, _, overall = ballot.items.all()
    east, west = ballot.strata.all()
    return Made(
        town,
        ballot,
        item,
        overall,
        east,
        west,
        Urn.objects.filter(stratum=east)[0],
        Urn.objects.filter(stratum=None)[0],
        FrameTag.objects.all()[0],
        CodeTag.objects.filter(state="issued")[0],
        batch,
        batch.keyings.all()[0],
        Tally.objects.create(stratum=east, item=item, code=GOOD, count=3, helped=1),
        SlipWords.objects.create(ballot=ballot, text="好"),
        LowItem.objects.create(item=item, problem=a_problem(cast)),
        LowItem.objects.create(item=item, stratum=east, problem=a_problem(cast)),
        PublishedFile.objects.create(ballot=ballot, name="x", content=b"x", sha256="0"),
    )


def other_ballot(it: Made, **fields: object) -> None:
    again(it.ballot, **{"uid": "f" * 32, "asking_id": None, "state": "draft", **fields})


BREAKS: list[Break] = [
    ("ballot_state_is_known", lambda it: changed(it.ballot, state="lost")),
    ("ballot_purpose_is_known", lambda it: other_ballot(it, purpose="praise")),
    ("ballot_has_a_title", lambda it: other_ballot(it, title="")),
    (
        "ballot_closes_after_it_opens",
        lambda it: other_ballot(it, closes_on=it.ballot.opens_on - DAY),
    ),
    ("ballot_low_line_is_a_percentage", lambda it: changed(it.ballot, low_line=100)),
    ("ballot_uid_has_32_digits", lambda it: other_ballot(it, uid="f")),
    ("ballot_drawn_has_its_frame", lambda it: other_ballot(it, state="framed", frame_root="")),
    ("ballot_drawn_has_its_dice", lambda it: other_ballot(it, state="drawn", dice="")),
    (
        "ballot_with_slips_has_its_commitment",
        lambda it: other_ballot(it, state="open"),
    ),
    (
        "ballot_tells_its_codes_key_only_when_counted",
        lambda it: changed(it.ballot, codes_key="0" * 64),
    ),
    ("ballot_given_up_has_a_reason", lambda it: changed(it.ballot, state="broken_off")),
    ("ballot_recount_is_at_most_everything", lambda it: changed(it.ballot, recount_share=101)),
    (
        "ballot_item_has_a_place_of_its_own",
        lambda it: again_unprinted(it, it.item, overall=False),
    ),
    ("ballot_has_one_overall_mark", lambda it: again_unprinted(it, it.overall, place=9)),
    ("ballot_item_asks_something", lambda it: again_unprinted(it, it.item, place=9, text="")),
    ("stratum_is_named_once_in_its_ballot", lambda it: again(it.east, place=9)),
    ("stratum_has_a_place_of_its_own", lambda it: again(it.east, name="南村")),
    ("stratum_has_a_name", lambda it: changed(it.east, name="")),
    (
        "stratum_has_somebody_in_it",
        lambda it: again(it.east, place=9, name="南村", population=0, sample=0),
    ),
    ("stratum_is_not_smaller_than_its_sample", lambda it: changed(it.east, population=29)),
    ("stratum_has_a_slip_for_each_drawn", lambda it: changed(it.east, issued=29)),
    ("stratum_is_not_joined_to_itself", lambda it: changed(it.east, joined_into=it.east)),
    ("stratum_is_counted_by_hand_as_a_whole", lambda it: changed(it.east, spoiled=0)),
    (
        "stratum_counted_has_every_slip_accounted_for",
        lambda it: changed(it.east, handed_out=29, left_over=0, spoiled=0, web=0, paper=12),
    ),
    ("urn_has_a_key_of_its_own", lambda it: again(it.urn, bucket=9)),
    ("urn_is_once_in_its_stratum", lambda it: again(it.urn, slot=99)),
    ("urn_of_words_is_once_in_its_ballot", lambda it: again(it.words_urn, slot=99)),
    ("urn_holds_no_more_than_it_can", lambda it: changed(it.urn, version=201)),
    (
        "frame_tag_has_64_digits",
        lambda it: FrameTag.objects.bulk_create([FrameTag(tag="f", stratum=it.east)]),
    ),
    (
        "code_tag_has_64_digits",
        lambda it: CodeTag.objects.bulk_create([CodeTag(tag="f", stratum=it.east)]),
    ),
    ("code_state_is_known", lambda it: changed(it.code, state="lent")),
    ("batch_is_named_once_in_its_ballot", lambda it: again(it.batch)),
    ("batch_state_is_known", lambda it: again(it.batch, label="二", state="lost", tally=None)),
    ("batch_has_a_label", lambda it: changed(it.batch, label="")),
    ("batch_has_slips", lambda it: changed(it.batch, slips=0)),
    ("batch_settled_has_its_tally", lambda it: changed(it.batch, state="open")),
    (
        "batch_is_looked_at_by_two_different_posts",
        lambda it: changed(it.batch, looked_by=it.town.posts[0], looked_with=it.town.posts[0]),
    ),
    ("batch_salt_has_64_digits", lambda it: changed(it.batch, salt="1")),
    (
        "batch_is_keyed_once_under_each_number",
        lambda it: again(it.keying, post_id=it.town.posts[2].pk),
    ),
    (
        "batch_is_keyed_by_two_different_posts",
        lambda it: changed(it.keying, post=it.town.posts[1]),
    ),
    (
        "keying_is_the_first_or_the_second",
        lambda it: again(it.keying, number=3, post_id=it.town.posts[2].pk),
    ),
    ("tally_is_kept_once_for_each_mark", lambda it: again(it.tally)),
    ("tally_has_no_more_helped_than_slips", lambda it: changed(it.tally, helped=4)),
    (
        "slip_words_state_is_known",
        lambda it: changed(it.words, state="sung", checked_by=it.town.posts[0]),
    ),
    ("slip_words_has_a_text", lambda it: changed(it.words, text="")),
    ("slip_words_are_shown_after_a_check", lambda it: changed(it.words, state="withheld")),
    (
        "slip_words_has_what_is_shown",
        lambda it: changed(it.words, state="shown", checked_by=it.town.posts[0]),
    ),
    (
        "low_item_opens_one_problem_in_a_stratum",
        lambda it: again(it.low_east, problem_id=a_problem(it.town.cast).pk),
    ),
    (
        "low_item_opens_one_problem_for_all",
        lambda it: again(it.low, problem_id=a_problem(it.town.cast).pk),
    ),
    ("published_file_is_made_once", lambda it: again(it.file)),
]


def again_unprinted(it: Made, item: Item, **fields: object) -> None:
    """Once more, in a ballot of which nothing is printed, with the rest of the items beside it."""
    other_ballot(it, questions_sha256="", codes_root="")
    other = Ballot.objects.get(uid="f" * 32)
    Item.objects.bulk_create(
        Item(ballot=other, place=one.place, text=one.text, overall=one.overall)
        for one in (it.item, it.overall)
    )
    again(item, **{"ballot_id": other.pk, **fields})


@named(BREAKS)
def test_the_database_refuses(cast: Cast, name: str, breaks: Callable[[Made], object]) -> None:
    it = made(cast)
    assert_refuses("ballots", name, lambda: breaks(it))


def test_no_constraint_of_ballots_goes_untested() -> None:
    assert {name for name, _ in BREAKS} == constraints_of("ballots")


GUARDED: list[Break] = [
    ("ballot_questions_fixed_once_printed", lambda it: changed(it.ballot, title="另一问")),
    ("ballot_questions_fixed_once_printed", lambda it: changed(it.ballot, scale=[])),
    (
        "ballot_questions_fixed_once_printed",
        lambda it: changed(it.ballot, closes_on=it.ballot.closes_on - DAY),
    ),
    ("ballot_items_fixed_once_printed", lambda it: changed(it.item, text="另一问")),
    ("ballot_items_fixed_once_printed", lambda it: again(it.item, place=9)),
    (
        "ballot_items_fixed_once_printed",
        lambda it: Item.objects.filter(pk=it.overall.pk)._raw_delete("default"),
    ),
    (
        "code_spent_stays_spent",
        lambda it: CodeTag.objects.filter(state="spent_web").update(state="issued"),
    ),
    (
        "code_spent_stays_spent",
        lambda it: CodeTag.objects.filter(pk=it.code.pk)._raw_delete("default"),
    ),
    ("published_file_never_changes", lambda it: changed(it.file, content=b"y")),
    (
        "published_file_never_changes",
        lambda it: PublishedFile.objects.filter(pk=it.file.pk)._raw_delete("default"),
    ),
]


@pytest.mark.parametrize(
    ("said", "act"), [pytest.param(*row, id=f"{row[0]}-{at}") for at, row in enumerate(GUARDED)]
)
def test_what_is_printed_spent_or_published_stays(
    cast: Cast, said: str, act: Callable[[Made], object]
) -> None:
    it = made(cast)
    with pytest.raises(IntegrityError, match=said), transaction.atomic():
        act(it)


def test_the_guards_are_in_place(db: None) -> None:
    wanted = {"ballot_questions_fixed", "code_spent_stays_spent", "published_file_never_changes"}
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        found = {name for (name,) in cursor.fetchall()}
    assert wanted <= found
