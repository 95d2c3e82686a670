"""Kinds of material, needs, and ways of bringing something to somebody."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class MaterialKind(TextChoices):
    TEXT = "text", pgettext_lazy("kind of material", "Text")
    DOCUMENT = "document", pgettext_lazy("kind of material", "Document, kept as text")
    LINK = "link", pgettext_lazy("kind of material", "Link")


ALONE = ("self_study", "bringing_home")
"""Forms of study in which nobody comes together; every other form of a template is a session's.

The forms themselves are configuration: each campaign's template has its own, with their names.
"""


class Need(TextChoices):
    """How somebody prefers to study.  Never why: an illness or an ability has no code here."""

    READ_TO = "read_to", _("Prefers being read to")
    VISITED = "visited", _("Prefers being visited")
    LARGE_PRINT = "large_print", _("Prefers large print")
    SELF_STUDY = "self_study", _("Prefers studying alone")


class Way(TextChoices):
    VISIT = "visit", pgettext_lazy("way of bringing", "By a visit")
    TELEPHONE = "telephone", pgettext_lazy("way of bringing", "By telephone")
    POST = "post", pgettext_lazy("way of bringing", "By post")
    LINK = "link", pgettext_lazy("way of bringing", "By a link")
