"""The kinds of unit; duties differ by kind, so a kind is a word of the rules, not a label."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class UnitKind(TextChoices):
    COUNTY = "county", _("County")
    TOWN = "town", _("Town")
    OFFICE = "office", _("Town office")
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
