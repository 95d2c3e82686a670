"""What must never be false of what is public is refused by the database itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from breaking import Break, again, assert_refuses, changed, constraints_of, named
from builders import a_campaign
from cast import NOW, TODAY, Cast
from practice_made import a_project, a_promise
from problems_made import closed
from publicity_made import LATER, a_bulletin, a_story, issued, public_story, published, told
from qunce.domain.practice.models import Project, Promise
from qunce.domain.publicity.models import (
    Bulletin,
    MessageMonth,
    NotAPerson,
    NumberTrace,
    Publication,
    Story,
)


@dataclass
class Made:
    cast: Cast
    publication: Publication
    draft: Story
    story: Story
    bulletin: Bulletin
    unissued: Bulletin
    figure: NumberTrace
    month: MessageMonth
    cleared: NotAPerson
    cleared_story: NotAPerson
    cleared_bulletin: NotAPerson
    project: Project
    promise: Promise


def made(cast: Cast) -> Made:
    campaign = a_campaign(cast)
    publication = published(
        cast, closed(cast), statement="老王说的桥。", not_people={"老王": "一座桥"}
    )
    bulletin = issued(cast, a_bulletin(cast, campaign))
    story = public_story(cast, campaign, told=told(problem=publication.problem))
    cleared = NotAPerson.objects.get(publication=publication)
    again(cleared, publication_id=None, story_id=story.pk)
    again(cleared, publication_id=None, bulletin_id=bulletin.pk)
    return Made(
        cast,
        publication,
        a_story(cast, campaign),
        story,
        bulletin,
        a_bulletin(cast, campaign),
        bulletin.figures.all()[0],
        MessageMonth.objects.create(month=date(2026, 1, 1), table={}, released_at=NOW),
        cleared,
        NotAPerson.objects.get(story=story),
        NotAPerson.objects.get(bulletin=bulletin),
        a_project(cast, campaign=campaign),
        a_promise(cast, campaign=campaign),
    )


BREAKS: list[Break] = [
    ("publication_says_what_is_wrong", lambda it: changed(it.publication, statement="")),
    (
        "problem_is_public_in_one_wording",
        lambda it: again(it.publication, uid="0" * 32),
    ),
    (
        "publication_is_changed_after_it_began",
        lambda it: changed(it.publication, changed_at=NOW - timedelta(days=9)),
    ),
    (
        "publication_withdrawn_says_by_whom_and_why",
        lambda it: changed(it.publication, withdrawn_at=LATER),
    ),
    ("story_state_is_known", lambda it: changed(it.story, state="burnt")),
    ("story_tells_something", lambda it: changed(it.story, body="")),
    (
        "story_is_about_one_thing",
        lambda it: changed(it.draft, project=it.project, promise=it.promise),
    ),
    (
        "story_has_consent_for_the_view_it_prints",
        lambda it: changed(it.story, residents_view="亮了"),
    ),
    ("story_public_was_looked_at", lambda it: changed(it.draft, state="public", public_at=LATER)),
    (
        "story_is_not_looked_at_by_its_writer",
        lambda it: changed(it.story, looker=it.story.writer),
    ),
    (
        "story_withdrawn_says_by_whom_and_why",
        lambda it: changed(it.story, state="withdrawn"),
    ),
    ("bulletin_state_is_known", lambda it: changed(it.bulletin, state="burnt")),
    ("bulletin_has_a_head", lambda it: changed(it.bulletin, name="")),
    (
        "bulletin_ends_after_it_begins",
        lambda it: changed(it.bulletin, until_on=TODAY - timedelta(days=90)),
    ),
    (
        "bulletin_number_is_given_once_in_a_campaign",
        lambda it: again(it.bulletin, uid="0" * 32),
    ),
    (
        "bulletin_issued_has_number_time_and_wording",
        lambda it: changed(it.bulletin, sha256=""),
    ),
    ("bulletin_draft_has_no_number", lambda it: changed(it.unissued, number=9)),
    (
        "bulletin_withdrawn_says_by_whom_and_why",
        lambda it: changed(it.bulletin, state="withdrawn"),
    ),
    ("figure_key_is_given_once_in_a_bulletin", lambda it: again(it.figure)),
    ("figure_says_what_it_counts", lambda it: changed(it.figure, query="")),
    (
        "figure_of_people_is_ten_or_more",
        lambda it: changed(it.figure, of_people=True, value=9),
    ),
    ("month_of_messages_is_released_once", lambda it: again(it.month)),
    ("cleared_words_are_given_a_reason", lambda it: changed(it.cleared, reason="")),
    ("cleared_words_stand_in_one_text", lambda it: changed(it.cleared, story=it.story)),
    ("words_are_cleared_once_in_a_publication", lambda it: again(it.cleared)),
    ("words_are_cleared_once_in_a_story", lambda it: again(it.cleared_story)),
    ("words_are_cleared_once_in_a_bulletin", lambda it: again(it.cleared_bulletin)),
]


@named(BREAKS)
def test_the_database_refuses(cast: Cast, name: str, breaks: Callable[[Made], object]) -> None:
    it = made(cast)
    assert_refuses("publicity", name, lambda: breaks(it))


def test_no_constraint_of_publicity_goes_untested() -> None:
    assert {name for name, _ in BREAKS} == constraints_of("publicity")
