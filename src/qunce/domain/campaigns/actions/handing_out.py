"""Who owes what: the actions of a campaign, and the duties they lay on units and posts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from qunce.domain.accounts.models import Post
from qunce.domain.accounts.states import LEADING
from qunce.domain.campaigns.configurations import (
    ActionPlan,
    EvidencePlan,
    LeadPlan,
    Owner,
    Template,
)
from qunce.domain.campaigns.models import Action, Campaign, DraftLine, Duty
from qunce.domain.campaigns.states import ActionKind, Evidence, LineKind, Modality
from qunce.domain.organisations.models import Unit

ONCE = (Evidence.PLAN_MADE,)
"""There is one such thing in a unit and campaign, so it is not asked of a unit twice."""

Owners = Sequence[tuple[tuple[str, ...], str]]
"""Kinds of unit, and the role that answers there."""


def day_at(*, campaign: Campaign, share: float) -> date:
    """The day at ``share`` of the campaign's time: 0 its first day, 1 its last."""
    days = (campaign.ends_on - campaign.starts_on).days
    return campaign.starts_on + timedelta(days=round(days * share))


def hand_out(*, campaign: Campaign, template: Template, lines: Sequence[DraftLine]) -> int:
    """Create the actions and the duties they lay on units; returns the number of duties.

    The directive's own lines come first, then what the template asks of everybody, then the leads.
    Units that are closed on the campaign's first day owe nothing.
    """
    day = campaign.starts_on
    units = list(Unit.objects.within(campaign.unit).in_being(day))
    if campaign.unit.parent_id is not None:
        units += Unit.objects.filter(pk=campaign.unit.parent_id).in_being(day)
    posts = list(Post.objects.filter(unit__in=units).select_related("unit", "own_branch"))
    wanted = list(_Wanted(campaign, template, units, posts).all(lines))
    for place, one in enumerate(wanted, start=1):
        one.action.place = place
    Action.objects.bulk_create([one.action for one in wanted])
    duties = [
        Duty(
            action=one.action,
            unit=unit,
            post=post,
            of_post=one.action.each_post,
            due_on=one.action.due_on,
        )
        for one in wanted
        for unit, post in one.on
    ]
    return len(Duty.objects.bulk_create(duties, batch_size=1000))


def evidence_of(*, line: DraftLine, template: Template | None) -> str:
    """What completes the duty of ``line``: what the office chose, else what its wording means."""
    if line.evidence_chosen or template is None:
        return line.evidence
    return template.evidence_for(line.text)


@dataclass(frozen=True, slots=True)
class _Asked:
    """An action not yet stored, and the units and posts on which it falls."""

    action: Action
    on: list[tuple[Unit, Post | None]]


class _Wanted:
    def __init__(
        self,
        campaign: Campaign,
        template: Template,
        units: Sequence[Unit],
        posts: Sequence[Post],
    ) -> None:
        self.campaign, self.template, self.units, self.posts = campaign, template, units, posts
        self.answering = _Answering(posts)
        self.once: dict[str, set[int]] = {code: set() for code in ONCE}
        """Units of which each of these is asked already."""
        self.undated: Counter[EvidencePlan] = Counter()
        """How many duties without a day each line of the policy has to place."""
        self.placed: Counter[EvidencePlan] = Counter()

    def all(self, lines: Sequence[DraftLine]) -> Iterator[_Asked]:
        duties = [line for line in lines if line.kind == LineKind.DUTY]
        usual = (self._usual(line) for line in duties if line.due_on is None)
        self.undated.update(plan for plan in usual if plan is not None)
        for line in duties:
            yield self._line(line)
        for plan in self.template.actions:
            asked = self._plan(plan)
            if asked.on or plan.evidence not in ONCE:
                yield asked
        for lead in self.template.leads:
            yield self._lead(lead)

    def _line(self, line: DraftLine) -> _Asked:
        evidence = evidence_of(line=line, template=self.template)
        action = Action(
            campaign=self.campaign,
            kind=line.action_kind,
            modality=line.modality,
            text=line.text,
            owed_by=line.owed_by,
            owed_to=line.owed_to,
            unit_kinds=line.unit_kinds,
            due_on=self._due(line),
            quote=line.quote,
            start=line.start,
            end=line.end,
            evidence=evidence,
        )
        on = self._falls_on(_owners(self.template, line))
        if evidence in ONCE:
            self.once[evidence] |= {unit.pk for unit, _ in on}
        return _Asked(action, on)

    def _usual(self, line: DraftLine) -> EvidencePlan | None:
        """What gives ``line`` its usual day, unless the office chose another evidence."""
        plan = self.template.meant_by(line.text)
        if (
            plan is None
            or plan.at is None
            or plan.evidence != evidence_of(line=line, template=self.template)
        ):
            return None
        return plan

    def _due(self, line: DraftLine) -> date:
        """The directive's day; else the day on which its evidence is usual; else the last.

        Several without a day that mean the same (four kinds of study session) are spread from the
        usual day to the end, so that they do not all fall on one.
        """
        campaign, day = self.campaign, line.due_on
        if day is not None and campaign.starts_on <= day <= campaign.ends_on:
            return day
        usual = self._usual(line) if day is None else None
        if usual is None or usual.at is None:
            return campaign.ends_on
        share = usual.at + (1 - usual.at) * self.placed[usual] / self.undated[usual]
        self.placed[usual] += 1
        return day_at(campaign=campaign, share=share)

    def _plan(self, plan: ActionPlan) -> _Asked:
        action = Action(
            campaign=self.campaign,
            kind=plan.kind,
            modality=Modality.MUST if plan.kind == ActionKind.REQUIRED else Modality.SHOULD,
            text=plan.text,
            unit_kinds=list(plan.unit_kinds),
            due_on=day_at(campaign=self.campaign, share=plan.at),
            evidence=plan.evidence,
        )
        asked = self.once.get(plan.evidence, set())
        on = self._falls_on([(plan.unit_kinds, self.template.default_role)])
        return _Asked(action, [(unit, post) for unit, post in on if unit.pk not in asked])

    def _lead(self, lead: LeadPlan) -> _Asked:
        """On each leading official's post: in the leading group, and in the own branch."""
        action = Action(
            campaign=self.campaign,
            kind=ActionKind.REQUIRED,
            modality=Modality.MUST,
            text=lead.text,
            due_on=day_at(campaign=self.campaign, share=lead.at),
            evidence=lead.evidence,
            each_post=True,
        )
        on: list[tuple[Unit, Post | None]] = []
        for post in self.posts:
            if post.unit_id == self.campaign.unit_id and post.role in LEADING:
                on.append((post.unit, post))
                branch = post.own_branch
                if branch is not None and branch != post.unit:
                    on.append((branch, post))
        return _Asked(action, on)

    def _falls_on(self, owners: Owners) -> list[tuple[Unit, Post | None]]:
        on: dict[Unit, Post | None] = {}
        for kinds, role in owners:
            for unit in self.units:
                if unit.kind in kinds and unit not in on:
                    on[unit] = self.answering(unit, role)
        return list(on.items())


def _owners(template: Template, line: DraftLine) -> Owners:
    """Which kinds of unit owe the line, and the role that answers there.

    An owner the template knows decides; another wording ("each branch") means the kinds the
    line itself names, or every kind that takes part.
    """
    named = tuple(kind for kind in line.unit_kinds if kind in template.unit_kinds)
    everyone = (named or template.unit_kinds, template.default_role)
    owners: list[tuple[tuple[str, ...], str]] = []
    for words in line.owed_by or [""]:
        owner = _meant(template, words)
        owners.append(everyone if owner is None else (owner.kinds, owner.role))
    return owners


def _meant(template: Template, words: str) -> Owner | None:
    lowered = words.lower()
    fitting = [
        (len(word), owner)
        for owner in template.owners
        for word in owner.words
        if word.lower() in lowered
    ]
    return max(fitting, key=lambda pair: pair[0])[1] if fitting else None


class _Answering:
    """Finds the post that answers for a unit: the asked role, else the first responsible."""

    def __init__(self, posts: Sequence[Post]) -> None:
        self._posts: dict[int, dict[str, Post]] = {}
        for post in posts:
            self._posts.setdefault(post.unit_id, {}).setdefault(post.role, post)

    def __call__(self, unit: Unit, role: str) -> Post | None:
        here = self._posts.get(unit.pk, {})
        for wanted in (role, "secretary", "first_responsible", "leader"):
            if wanted in here:
                return here[wanted]
        return None


def answering_post(*, unit: Unit, role: str = "secretary") -> Post | None:
    """The post that answers for ``unit`` as it is now.  One statement."""
    return _Answering(list(unit.posts.all()))(unit, role)
