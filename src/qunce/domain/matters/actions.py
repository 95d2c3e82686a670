"""The only writer of categories and the dispatch list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from qunce.domain.budgets.actions import ask_more, end_asking
from qunce.domain.budgets.states import RESIDENT, Asks
from qunce.domain.matters.models import Category, Dispatch, Question
from qunce.domain.matters.rules import why_not_close_categories
from qunce.domain.organisations.models import Unit
from qunce.domain.record import Ref
from qunce.domain.record.actions import append
from qunce.domain.record.kinds import register
from qunce.kernel.refusals import Refusal, Refused, gettext_noop

register("category.added", gettext_noop("Category added"))
register("category.closed", gettext_noop("Category closed"))
register("dispatch.set", gettext_noop("Responsible unit for a category set"))


@transaction.atomic
def add_category(
    *,
    code: str,
    name: str,
    actor: Ref,
    now: datetime,
    questions: Iterable[Mapping[str, Any]] = (),
    beyond: str = "",
    **words: Any,
) -> Category:
    """A category can be chosen; ``words`` and ``questions`` are fields of the two models.

    Its questions are asked of residents, each time one says something about it.  Recorded as
    ``category.added``.  Refuses a code that is taken, and questions beyond the form budget of
    residents unless ``beyond`` says why.
    """
    if Category.objects.filter(code=code).exists():
        raise Refused(
            Refusal(
                "category_code_taken",
                gettext_noop("There is already a category with the code “%(code)s”."),
                {"code": code},
                "code",
            )
        )
    category = Category.objects.create(code=code, name=name, **words)
    asked = Question.objects.bulk_create(
        Question(category=category, **{"place": place, **one})
        for place, one in enumerate(questions, start=1)
    )
    top = Unit.objects.filter(parent__isnull=True).first() if asked else None
    if top is not None:  # before there are units nobody is asked
        ask_more(
            asks=Asks.CATEGORY,
            town=top,
            level=RESIDENT,
            fields=len(asked),
            times_per_week=1,
            subject=Ref("category", str(category.pk), name),
            reason=beyond,
            actor=actor,
            now=now,
        )
    append(
        kind="category.added",
        actor=actor,
        subject=Ref("category", str(category.pk), name),
        facts={"code": code},
        now=now,
    )
    return category


@transaction.atomic
def close_category(*, category: Category, unit: Unit, actor: Ref, now: datetime) -> None:
    """Nobody can choose the category any more or is asked its questions; what has it keeps it.

    ``unit``: whose office closes it.  Refuses one below the top, as every town chooses from it.
    Recorded as ``category.closed``.
    """
    if reasons := why_not_close_categories(unit):
        raise Refused(reasons)
    closed = Category.objects.filter(pk=category.pk, closed_at__isnull=True).update(closed_at=now)
    if closed != 1:
        raise Refused(Refusal("category_closed", gettext_noop("This category is already closed.")))
    end_asking(subject=Ref("category", str(category.pk), category.name), actor=actor, now=now)
    append(
        kind="category.closed",
        actor=actor,
        subject=Ref("category", str(category.pk), category.name),
        facts={"code": category.code},
        now=now,
    )


@transaction.atomic
def set_dispatch(
    *, town: Unit, category: Category, unit: Unit, actor: Ref, now: datetime
) -> Dispatch:
    """From now on ``unit`` answers for ``category`` in ``town``.  ``dispatch.set``.

    Refuses a unit outside the town: a town cannot give work to somebody else's unit.
    """
    if not unit.path.startswith(town.path):
        raise Refused(
            Refusal(
                "dispatch_outside_town",
                gettext_noop("%(unit)s does not belong to %(town)s."),
                {"unit": unit.name, "town": town.name},
                "unit",
            )
        )
    line, _made = Dispatch.objects.update_or_create(
        town=town, category=category, defaults={"unit": unit}
    )
    append(
        kind="dispatch.set",
        actor=actor,
        subject=Ref("category", str(category.pk), category.name),
        facts={"town": town.code, "category": category.code, "unit": unit.code},
        now=now,
    )
    return line
