"""A story is looked at by a second post; somebody's words are printed only if they agreed."""

from __future__ import annotations

from typing import Any

import pytest

from builders import a_campaign, latest, meanwhile
from cast import NOW, PEOPLE, TODAY, Cast
from practice_made import a_project, a_promise
from problems_made import a_message, a_problem, fresh, listed
from publicity_made import LATER, PLANTED, a_story, public_story, told
from qunce.domain.accounts.actions import add_post, appoint
from qunce.domain.problems.models import Problem
from qunce.domain.publicity.actions import change_story, show_story, withdraw_story, write_story
from qunce.domain.publicity.models import Story
from qunce.kernel.refusals import Refused


def show(story: Story, cast: Cast, **changes: Any) -> None:
    given: dict[str, Any] = {"seen_version": story.version, "actor": cast.leader, "now": LATER}
    show_story(story=story, **{**given, **changes})


def test_a_second_post_makes_it_public(cast: Cast) -> None:
    story = a_story(cast)
    assert not Story.objects.public().exists()
    show(story, cast)
    shown = Story.objects.public().get()
    assert (shown.written_by, shown.looked_by) == (cast.clerk, cast.leader)
    assert latest().kind == "story.public"
    assert "路灯" not in latest().canonical


def test_nobody_looks_through_their_own_words(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        show(a_story(cast), cast, actor=cast.clerk)
    assert refused.value.codes == ("story_looked_at_by_its_writer",)


def test_not_with_another_post_of_the_same_person_either(cast: Cast) -> None:
    second = add_post(
        unit=cast.town,
        code="qingquan-second",
        title="副镇长",
        role="leader",
        actor=cast.clerk.ref,
        now=NOW,
    )
    appoint(post=second, user=cast.person("clerk"), since=TODAY, actor=cast.clerk.ref, now=NOW)
    with pytest.raises(Refused) as refused:
        show(a_story(cast), cast, actor=second)
    assert refused.value.codes == ("story_looked_at_by_its_writer",)


def test_who_changed_it_last_is_its_writer(cast: Cast) -> None:
    story = a_story(cast, actor=cast.secretary)
    changed = change_story(
        story=story, told=told(title="亮了"), seen_version=1, actor=cast.clerk, now=LATER
    )
    with pytest.raises(Refused):
        show(changed, cast, actor=cast.clerk)
    show(changed, cast)


def test_what_was_looked_at_is_what_is_shown(cast: Cast) -> None:
    story = a_story(cast)
    change_story(story=story, told=told(title="亮了"), seen_version=1, actor=cast.clerk, now=LATER)
    with pytest.raises(Refused) as refused:
        show(story, cast, seen_version=1)
    assert refused.value.codes == ("changed_meanwhile",)


def test_changed_at_the_same_moment_it_is_not_shown(cast: Cast) -> None:
    story = a_story(cast)

    def other() -> None:
        Story.objects.filter(pk=story.pk).update(version=2)

    with meanwhile("publicity_story", other), pytest.raises(Refused) as refused:
        show(story, cast)
    assert refused.value.codes == ("changed_meanwhile",)


@pytest.mark.parametrize(
    "words",
    [f"村民{PLANTED}说亮了。", PEOPLE["teacher"], "张阿姨很高兴。", "Mrs Brown is glad."],
)
@pytest.mark.parametrize("field", ["title", "body", "residents_view"])
def test_no_name_is_written_into_a_story(cast: Cast, field: str, words: str) -> None:
    changes: dict[str, Any] = {field: words, "agreed_on": TODAY, "agreed_how": "当面"}
    with pytest.raises(Refused) as refused:
        a_story(cast, told=told(**changes))
    assert set(refused.value.codes) == {"looks_like_a_person"}


def test_a_colleague_who_joined_since_is_found_before_it_is_public(cast: Cast) -> None:
    from qunce.domain.accounts.actions import add_staff

    story = a_story(cast, told=told(body="方泉水来修好了路灯。"))
    add_staff(username="fang", name="方泉水", password=None, now=NOW)
    with pytest.raises(Refused) as refused:
        show(story, cast)
    assert refused.value.codes == ("looks_like_a_person",)


@pytest.mark.parametrize("lacking", [{"agreed_on": None}, {"agreed_how": " "}])
def test_a_view_needs_the_speakers_consent(cast: Cast, lacking: dict[str, Any]) -> None:
    given: dict[str, Any] = {
        "residents_view": "晚上敢出门了。",
        "agreed_on": TODAY,
        "agreed_how": "当面同意",
    }
    with pytest.raises(Refused) as refused:
        a_story(cast, told=told(**{**given, **lacking}))
    assert refused.value.codes == ("view_without_consent",)
    a_story(cast, told=told(**given))


def test_a_branch_tells_of_its_own_unit_only(cast: Cast) -> None:
    campaign = a_campaign(cast)
    a_story(cast, campaign, actor=cast.secretary)
    with pytest.raises(Refused):
        a_story(cast, campaign, actor=cast.secretary, unit=cast.school)
    with pytest.raises(Refused):
        a_story(cast, campaign, actor=cast.outsider)
    with pytest.raises(Refused):
        a_story(cast, campaign, unit=cast.other_village)


def test_the_outsider_sees_and_withdraws_none(cast: Cast) -> None:
    story = public_story(cast)
    assert not Story.objects.visible_to(cast.outsider).exists()
    assert not Story.objects.visible_to(cast.viewer).exists()
    with pytest.raises(Refused):
        withdraw_story(story=story, why="不好", actor=cast.outsider, now=LATER)
    assert [one.pk for one in Story.objects.visible_to(cast.secretary)] == [story.pk]
    assert not Story.objects.visible_to(cast.teacher).exists()


def test_a_story_of_a_problem_that_accuses_is_not_told(cast: Cast) -> None:
    voice = a_message(cast, accused=cast.village)
    problem = listed(
        cast, a_problem(cast, voices=[voice]), lead_unit=cast.town, responsible=cast.leader
    )
    with pytest.raises(Refused) as refused:
        a_story(cast, told=told(problem=fresh(problem)))
    assert refused.value.codes == ("problem_is_hidden",)


def test_a_story_vanishes_when_its_problem_is_hidden(cast: Cast) -> None:
    problem = listed(cast)
    story = public_story(cast, told=told(problem=problem))
    Problem.objects.filter(pk=problem.pk).update(hidden_from=cast.school)
    assert not Story.objects.public().exists()
    assert not Story.objects.visible_to(cast.clerk).filter(pk=story.pk).exists()


def test_a_story_is_of_one_thing(cast: Cast) -> None:
    project, promise = a_project(cast), a_promise(cast)
    with pytest.raises(Refused) as refused:
        write_story(
            campaign=project.campaign,
            unit=cast.village,
            told=told(project=project, promise=promise),
            actor=cast.clerk,
            now=LATER,
        )
    assert refused.value.codes == ("story_about_several",)


def test_what_was_public_is_not_changed_and_may_be_withdrawn(cast: Cast) -> None:
    story = public_story(cast)
    with pytest.raises(Refused) as refused:
        change_story(story=story, told=told(), seen_version=1, actor=cast.clerk, now=LATER)
    assert refused.value.codes == ("story_not_a_draft",)
    withdraw_story(story=story, why="不准确", actor=cast.clerk, now=LATER)
    assert not Story.objects.public().exists()
    with pytest.raises(Refused) as refused:
        withdraw_story(story=story, why="不准确", actor=cast.clerk, now=LATER)
    assert refused.value.codes == ("already_withdrawn",)
