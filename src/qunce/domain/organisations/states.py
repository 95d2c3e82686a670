"""The kinds of unit; duties differ by kind, so a kind is a word of the rules, not a label."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class UnitKind(TextChoices):
    COUNTY = "county", _("County")
    TOWN = "town", _("Town")
    OFFICE = "office", pgettext_lazy("kind of unit", "Office")
    VILLAGE = "village", _("Village")
    COMMUNITY = "community", _("Community")
    SCHOOL = "school", _("School")
    CLINIC = "clinic", _("Clinic")
    HOSPITAL = "hospital", _("Hospital")
    WARD = "ward", _("Ward or department")
    AGENCY = "agency", _("Agency")
    ENTERPRISE = "enterprise", _("Enterprise")
    ORGANISATION = "organisation", _("Social organisation")
    GROUP = "group", _("Hospital group or company")


TOPS = (UnitKind.COUNTY, UnitKind.GROUP)
"""Kinds that may stand without a unit above them."""

OF_A_GROUP = (UnitKind.GROUP, UnitKind.HOSPITAL, UnitKind.WARD)
"""Kinds under which neither towns nor villages stand."""
OF_A_COUNTY = (UnitKind.TOWN, UnitKind.VILLAGE, UnitKind.COMMUNITY)
"""Kinds that stand under a county alone."""
