"""What every action here begins with."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings

from qunce.domain.campaigns.configurations import Template, template_called
from qunce.domain.campaigns.models import Campaign
from qunce.domain.organisations.models import Unit
from qunce.kernel.clock import day_of
from qunce.kernel.refusals import Refusal, Refused, gettext_noop


def today_of(*, now: datetime) -> date:
    return day_of(now, settings.TIME_ZONE)


def unit_now(*, unit: Unit) -> Unit:
    """The unit as it is now: it may have been closed or merged since a page was shown."""
    return Unit.objects.get(pk=unit.pk)


def template_of(*, campaign: Campaign) -> Template | None:
    return template_called(campaign.template)


def changed_meanwhile() -> Refused:
    return Refused(
        Refusal(
            "study_changed_meanwhile",
            gettext_noop("Somebody else changed this at the same moment. Look again."),
        )
    )
