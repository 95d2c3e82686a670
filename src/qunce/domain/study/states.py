"""Kinds of material, forms of study, needs, and ways of bringing something to somebody."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class MaterialKind(TextChoices):
    TEXT = "text", pgettext_lazy("kind of material", "Text")
    DOCUMENT = "document", pgettext_lazy("kind of material", "Document, kept as text")
    LINK = "link", pgettext_lazy("kind of material", "Link")


class StudyForm(TextChoices):
    """How people study; a campaign's template chooses among these and words them its own way."""

    CENTRAL = "central", _("Together, for everybody")
    THEMATIC = "thematic", _("Together, on one topic")
    SELF_STUDY = "self_study", _("On one's own")
    TUTORING = "tutoring", _("One helps another")
    EXPLAINING = "explaining", _("Explained in plain words")
    DISCUSSING = "discussing", _("Talked over together")
    HOME = "home", _("Brought home")


MEETINGS = (
    StudyForm.CENTRAL,
    StudyForm.THEMATIC,
    StudyForm.EXPLAINING,
    StudyForm.DISCUSSING,
    StudyForm.TUTORING,
)
"""Forms in which people come together, so that a session can be held in them."""


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
