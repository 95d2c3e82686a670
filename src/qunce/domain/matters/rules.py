"""What may not be done with categories.  Pure."""

from __future__ import annotations

from qunce.domain.organisations.models import Unit
from qunce.domain.organisations.states import UnitKind
from qunce.kernel.refusals import Refusal, gettext_noop


def why_not_close_categories(unit: Unit) -> list[Refusal]:
    """Every town chooses from the same categories: the office of ``unit`` closes none alone.

    The county's office does, or that of the unit at the top where no county is.
    """
    if unit.kind == UnitKind.COUNTY or unit.parent_id is None:
        return []
    return [
        Refusal(
            "categories_belong_to_all",
            gettext_noop(
                "Every unit here chooses from the same categories. Ask the campaign office of "
                "the county, or of the unit at the top, to close one."
            ),
        )
    ]
