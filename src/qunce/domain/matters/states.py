"""What a question of a category may ask for (the datatypes of Open311 GeoReport v2)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Datatype(TextChoices):
    STRING = "string", _("A few words")
    NUMBER = "number", _("A number")
    DATETIME = "datetime", _("Date and time")
    TEXT = "text", _("Free words")
    SINGLE = "singlevaluelist", _("One of a list")
    MULTIPLE = "multivaluelist", _("Several of a list")


WITH_VALUES = (Datatype.SINGLE, Datatype.MULTIPLE)
