"""Roles of posts: what a post may do in its unit."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PostRole(TextChoices):
    FIRST_RESPONSIBLE = "first_responsible", _("First responsible person")
    CAMPAIGN_OFFICE = "campaign_office", _("Campaign office")
    SECRETARY = "secretary", _("Branch secretary")
    LEADER = "leader", _("Leading official")
    GUIDANCE = "guidance", _("Guidance group")
    STAFF = "staff", _("Staff member")
    VIEWER = "viewer", _("County viewer")


LEADING = (PostRole.FIRST_RESPONSIBLE, PostRole.LEADER)
"""Roles of the leading group, whose holders also take part in an ordinary branch."""
