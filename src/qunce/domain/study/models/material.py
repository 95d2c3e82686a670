"""What is read, explained and handed out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from qunce.domain.accounts.models import Post
from qunce.domain.campaigns.models import Campaign
from qunce.domain.organisations.models import Unit
from qunce.domain.record import Ref
from qunce.domain.study.querysets import MaterialQuerySet
from qunce.domain.study.states import MaterialKind


class Material(models.Model):
    """A text, a document of which only the text is kept, or a link; with a plain version beside it.

    A file's name, author, comments and pictures are not kept: what was never stored is not told.
    """

    if TYPE_CHECKING:
        unit_id: int
        campaign_id: int | None

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    """Who made it; units below may use it."""
    campaign = models.ForeignKey(
        Campaign, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(max_length=10, choices=MaterialKind.choices)
    title = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    plain_text = models.TextField(blank=True)
    """The same in plain words, to be read aloud or by who reads little."""
    link = models.URLField(max_length=500, blank=True)
    media = models.CharField(max_length=8, blank=True)
    """What a document came as: ``docx``, ``pdf``, ``txt``."""
    made_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    changed = models.PositiveIntegerField(default=0)
    """How often it was reworded."""
    public_since = models.DateTimeField(null=True, blank=True)
    """Since when everybody may read it; empty while only units may."""
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = MaterialQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=MaterialKind.values), name="material_kind_is_known"
            ),
            models.CheckConstraint(condition=~Q(title=""), name="material_has_a_title"),
            models.CheckConstraint(
                condition=Q(kind=MaterialKind.LINK) | (~Q(text="") & Q(link="")),
                name="material_of_words_has_a_text",
            ),
            models.CheckConstraint(
                condition=~Q(kind=MaterialKind.LINK)
                | Q(link__startswith="https://")
                | Q(link__startswith="http://"),
                name="material_link_leads_to_a_page",
            ),
            models.CheckConstraint(
                condition=Q(kind=MaterialKind.DOCUMENT, media__in=("docx", "pdf", "txt"))
                | (~Q(kind=MaterialKind.DOCUMENT) & Q(media="")),
                name="material_document_says_what_it_was",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(public_since__isnull=True),
                name="material_withdrawn_is_not_public",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def ref(self) -> Ref:
        return Ref("material", str(self.pk), self.title)

    @property
    def paragraphs(self) -> list[str]:
        """The words line by line, empty lines left out."""
        return _paragraphs(self.text)

    @property
    def plain_paragraphs(self) -> list[str]:
        return _paragraphs(self.plain_text)


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
