"""How a unit can end."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    CLOSING = "closing", _("Closed")
    MERGER = "merger", _("Merged into another unit")
