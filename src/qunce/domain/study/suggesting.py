"""What suits whom: a table one can read, and nothing that is demanded.  Pure.

党员教育管理工作条例, art. 23: of members who are old and weak, of limited mobility, gravely ill or
disabled no activity and no study is demanded; the organisation brings it to them and visits.  So
each line says what the unit can *offer*.  Nothing here says why somebody prefers something.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from qunce.domain.campaigns.configurations import Named, Template
from qunce.domain.organisations.states import UnitKind
from qunce.domain.study.states import ALONE, Need, Way
from qunce.kernel.refusals import gettext_noop


@dataclass(frozen=True, slots=True)
class Offer:
    """What the unit can offer to whoever prefers something."""

    sentence: str
    """English, translated where it is read."""
    ways: tuple[str, ...] = ()
    """How it can be brought, the most fitting first; empty: nothing need be brought."""
    in_round: bool = False
    """Whether a round of home delivery begins with them ticked."""


OFFERS: Mapping[tuple[str, bool], Offer] = {
    # (prefers, away)
    (Need.READ_TO, False): Offer(
        gettext_noop("A helper reads it aloud, or somebody explains it in plain words."),
        (Way.VISIT,),
    ),
    (Need.READ_TO, True): Offer(
        gettext_noop("A helper reads it out over the telephone."), (Way.TELEPHONE,), in_round=True
    ),
    (Need.VISITED, False): Offer(
        gettext_noop("A helper brings it home and takes time."),
        (Way.VISIT, Way.TELEPHONE),
        in_round=True,
    ),
    (Need.VISITED, True): Offer(
        gettext_noop("A helper telephones and takes time; what is to be read follows by post."),
        (Way.TELEPHONE, Way.POST, Way.LINK),
        in_round=True,
    ),
    (Need.LARGE_PRINT, False): Offer(
        gettext_noop("A copy in large print lies ready, or is brought along."),
        (Way.VISIT, Way.POST),
    ),
    (Need.LARGE_PRINT, True): Offer(
        gettext_noop("A copy in large print goes by post."), (Way.POST, Way.LINK), in_round=True
    ),
    (Need.SELF_STUDY, False): Offer(
        gettext_noop("A copy or a link is enough."), (Way.LINK, Way.POST)
    ),
    (Need.SELF_STUDY, True): Offer(
        gettext_noop("A link, or a copy by post."), (Way.LINK, Way.POST), in_round=True
    ),
}

TOGETHER: Mapping[str, tuple[str, ...]] = {
    # What a kind of unit does most easily: in the evening, at a change of shift, after lessons.
    UnitKind.VILLAGE: ("explaining", "discussing", "central_training"),
    UnitKind.COMMUNITY: ("explaining", "discussing", "central_training"),
    UnitKind.SCHOOL: ("thematic_training", "discussing", "central_training"),
    UnitKind.CLINIC: ("team_huddle", "thematic_training", "case_review"),
    UnitKind.HOSPITAL: ("case_review", "thematic_training", "team_huddle"),
    UnitKind.WARD: ("team_huddle", "case_review", "bedside_teaching"),
    UnitKind.AGENCY: ("central_training", "thematic_training", "discussing"),
    UnitKind.OFFICE: ("central_training", "thematic_training", "discussing"),
    UnitKind.TOWN: ("central_training", "thematic_training", "discussing"),
    UnitKind.ENTERPRISE: ("discussing", "explaining", "drill"),
    UnitKind.ORGANISATION: ("discussing", "thematic_training", "explaining"),
}
"""Codes of forms of study, the handiest first; one the template does not have is passed over."""


def offer_to(prefers: str, *, away: bool) -> Offer:
    """What can be offered; ``KeyError`` for a need that does not exist."""
    return OFFERS[prefers, away]


def forms_together(template: Template | None, kind: str) -> list[Named]:
    """The template's forms in which people come together, the handiest for this kind first."""
    if template is None:
        return []
    handy = {code: place for place, code in enumerate(TOGETHER.get(kind, ()))}
    meeting = [form for form in template.study_forms if form.code not in ALONE]
    return sorted(meeting, key=lambda form: handy.get(form.code, len(handy)))


def forms_for(template: Template | None, needs: Iterable[str]) -> list[Named]:
    """The template's forms that suit at least one of ``needs``, in its own order."""
    if template is None:
        return []
    wanted = set(needs)
    return [form for form in template.study_forms if wanted & set(form.suits)]
