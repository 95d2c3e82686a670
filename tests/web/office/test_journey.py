"""From the directive to the campaign, and on to a gate's rule, as the clerk goes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.test import Client

from builders import a_campaign, a_draft, latest
from cast import Cast
from qunce.domain.campaigns.models import Campaign, Draft
from web.office.directives import SPEECH

SignIn = Callable[[str], Client]
REWRITTEN = SPEECH + "要深化学习实践科学进展观活动，全面落实科学进展观。\n"


def told(answer: Any) -> set[str]:
    """Codes of the refusals that the next page tells."""
    return {tag for message in answer.context["messages"] for tag in message.extra_tags.split()}


def test_a_directive_becomes_a_campaign(as_: SignIn, cast: Cast) -> None:
    client = as_("clerk")
    assert client.get("/office/").context["drafts"].count() == 0
    given = client.post(
        "/office/directives/new/", {"text": REWRITTEN, "template": "learn-check-fix"}
    )
    draft = Draft.objects.get()
    review = given["Location"]
    page = client.get(review)
    assert page.context["is_open"]
    kinds = {kind: len(lines) for kind, _title, lines in page.context["groups"]}
    assert (kinds["requirement"], kinds["goal"]) == (3, 2)
    assert len(page.context["gates"]) == 5

    duty = draft.lines.filter(kind="duty").order_by("place")[0]
    assert f'id="s-{duty.start}"' in page.content.decode()
    assert f'href="#s-{duty.start}"' in page.content.decode()

    repair = draft.repairs.get(seen="科学进展观")
    client.post(f"{review}repairs/{repair.pk}/", {"decision": "accepted"})
    repair.refresh_from_db()
    assert repair.decision == "accepted"
    client.post(f"{review}repairs/")
    assert not draft.repairs.filter(decision="open", confidence__gte=0.9).exists()

    corrected = {
        "text": "各村公布本年度的实事清单",
        "owed_by": "各村、各社区",
        "unit_kinds": ["village"],
        "action_kind": "required",
        "due_on": "2026-04-15",
        "page": "1",
    }
    saved = client.post(f"{review}lines/{duty.pk}/", corrected)
    assert saved["Location"] == f"{review}?page=1#line-{duty.pk}"
    duty.refresh_from_db()
    assert (duty.text, duty.owed_by) == ("各村公布本年度的实事清单", ["各村", "各社区"])

    goal = draft.lines.filter(kind="goal")[0]
    client.post(f"{review}lines/{goal.pk}/drop/")
    assert goal.pk in {
        one.line.pk for one in client.get(review).context["groups"][3][2] if one.line.dropped
    }
    client.post(f"{review}lines/{goal.pk}/restore/")
    client.post(f"{review}lines/add/", {"kind": "goal", "text": "老人办事少跑路"})
    client.post(f"{review}template/", {"template": "three-stage-2009"})
    client.post(
        f"{review}basics/",
        {"title": "办好身边事", "starts_on": "2026-03-01", "ends_on": "2026-08-31"},
    )
    assert client.get(f"{review}check/").context["reasons"] == []
    adopted = client.post(f"{review}check/")
    campaign = Campaign.objects.get()
    assert adopted["Location"] == f"/campaigns/{campaign.pk}/"
    assert latest().kind == "campaign.adopted"

    public = Client().get(adopted["Location"]).content.decode()
    for words in ("办好身边事", "各村公布本年度的实事清单", "老人办事少跑路"):
        assert words in public
    branch = Client().get(f"/campaigns/{campaign.pk}/units/shangqing/").content.decode()
    assert "各村要在2026年4月30日前公布本年度的实事清单" in branch, "the sentence as it stands"
    source = Client().get(f"/campaigns/{campaign.pk}/directive/").content.decode()
    assert "科学进展观</mark>" in source
    assert "〔科学发展观〕" in source

    closed = client.get(review)
    assert not closed.context["is_open"]
    assert told(client.post(f"{review}set-aside/", follow=True)) >= {"draft_is_closed"}


def test_what_is_missing_greys_the_button_and_is_what_the_action_says(
    as_: SignIn, cast: Cast
) -> None:
    client = as_("clerk")
    draft = a_draft(cast)
    review = f"/office/directives/{draft.pk}/"
    missing = {one.code for one in client.get(review).context["reasons"]}
    assert {"campaign_needs_start", "campaign_needs_end", "campaign_needs_aim"} <= missing
    assert f'href="{review}check/"' not in client.get(review).content.decode()
    assert told(client.post(f"{review}check/", follow=True)) >= missing
    assert not Campaign.objects.exists()


def test_acts_with_nonsense_are_refused_in_words(as_: SignIn, cast: Cast) -> None:
    client = as_("clerk")
    draft = a_draft(cast, text=REWRITTEN)
    repair = draft.repairs.all()[0]
    answer = client.post(
        f"/office/directives/{draft.pk}/repairs/{repair.pk}/",
        {"decision": "burn", "page": "1; drop"},
        follow=True,
    )
    assert told(answer) >= {"repair_decision_unknown"}


def test_a_line_of_another_draft_is_not_there(as_: SignIn, cast: Cast) -> None:
    client = as_("clerk")
    one, other = a_draft(cast, text=REWRITTEN), a_draft(cast, text=REWRITTEN)
    line, repair = other.lines.all()[0], other.repairs.all()[0]
    here = f"/office/directives/{one.pk}"
    assert client.post(f"{here}/lines/{line.pk}/drop/").status_code == 404
    assert client.get(f"{here}/lines/{line.pk}/").status_code == 404
    decided = client.post(f"{here}/repairs/{repair.pk}/", {"decision": "accepted"})
    assert decided.status_code == 404


def test_a_gate_asks_whom_the_office_says_until_people_are_asked(as_: SignIn, cast: Cast) -> None:
    client = as_("clerk")
    campaign = a_campaign(cast)
    gate = campaign.documents.get(kind="plan").gate
    address = f"/office/gates/{gate.pk}/"
    rule = {
        "asks": "全镇居民",
        "at_least": 80,
        "days_open": 12,
        "ways": ["paper", "visit"],
        "passes_when": "每条意见都有答复",
        "seen_version": gate.rule_version,
    }
    saved = client.post(address, rule)
    assert saved["Location"] == f"/campaigns/{campaign.pk}/#gate-plan"
    gate.refresh_from_db()
    assert (gate.asks, gate.at_least, gate.ways) == ("全镇居民", 80, ["paper", "visit"])
    for wrong, code in (
        ({"ways": ["web", "phone"]}, "gate_shuts_out_people_without_phones"),
        ({"asks": " "}, "gate_asks_nobody"),
        ({"at_least": 0}, "gate_needs_answers"),
        ({"days_open": 400}, "gate_needs_days"),
        ({}, "gate_rule_changed_meanwhile"),
    ):
        answer = client.post(address, {**rule, **wrong})
        errors = answer.context["form"].errors.as_data().values()
        assert code in {error.code for found in errors for error in found}
