"""Why a material cannot be kept, changed or shown to everybody."""

from __future__ import annotations

from urllib.parse import urlsplit

from qunce.domain.accounts.models import Post
from qunce.domain.accounts.states import PostRole
from qunce.domain.study.models import Material
from qunce.domain.study.querysets import KEEPERS
from qunce.domain.study.rules.standing import acts_for, no_post, why_not_line
from qunce.domain.study.states import MaterialKind
from qunce.domain.voices.words import why_not_words
from qunce.kernel.refusals import Refusal, gettext_noop

LONGEST_TITLE = 120
LONGEST_TEXT = 100_000
"""Characters, some 60 printed pages: more is a book, to which a link is enough."""
LONGEST_LINK = 500
MEDIA = ("docx", "pdf", "txt")


def why_not_look_after(post: Post | None, material: Material) -> list[Refusal]:
    """A material is changed by the posts of the unit that made it, and by its campaign office."""
    if post is None:
        return [no_post()]
    keeps = post.role in (*KEEPERS, PostRole.CAMPAIGN_OFFICE)
    if not (keeps and acts_for(post, material.unit)):
        return [
            Refusal(
                "material_of_another_unit",
                gettext_noop("%(unit)s made this and looks after it."),
                {"unit": material.unit.name},
            )
        ]
    if material.withdrawn_at is not None:
        return [
            Refusal(
                "material_withdrawn", gettext_noop("This is no longer in use. Put up a new one.")
            )
        ]
    return []


def why_not_make(post: Post | None) -> list[Refusal]:
    if post is None:
        return [no_post()]
    if post.role not in (*KEEPERS, PostRole.CAMPAIGN_OFFICE):
        return [
            Refusal(
                "material_not_by_this_post",
                gettext_noop("Your post looks on here and puts up nothing itself."),
            )
        ]
    return []


def why_not_contents(
    *, kind: str, title: str, text: str, plain_text: str, link: str, media: str = ""
) -> list[Refusal]:
    """Why these (cleaned) words do not make a material."""
    reasons = why_not_line(title, on="title", most=LONGEST_TITLE)
    if kind not in MaterialKind.values or (kind == MaterialKind.DOCUMENT) != (media in MEDIA):
        reasons.append(
            Refusal(
                "material_kind_unknown",
                gettext_noop("Write a text, choose a document, or give a link."),
                on="kind",
            )
        )
    elif kind == MaterialKind.LINK:
        reasons += why_not_link(link)
        reasons += why_not_words(text, on="text", most=LONGEST_TEXT) if text else []
    else:
        reasons += why_not_words(text, on="text", most=LONGEST_TEXT)
        if link:
            reasons.append(
                Refusal(
                    "material_is_text_and_link",
                    gettext_noop("Give either the words or a link, not both."),
                    on="link",
                )
            )
    if plain_text:
        reasons += why_not_words(plain_text, on="plain_text", most=LONGEST_TEXT)
    return reasons


def why_not_link(link: str) -> list[Refusal]:
    """A link leads to a page of the web: http or https, with a name, without a password."""
    try:
        parts = urlsplit(link)
        fine = bool(parts.scheme in ("http", "https") and parts.hostname and not parts.username)
    except ValueError:
        fine = False
    fine = fine and link.startswith(("http://", "https://")) and len(link) <= LONGEST_LINK
    if fine and not any(one.isspace() or not one.isprintable() for one in link):
        return []
    return [
        Refusal(
            "material_link_wrong",
            gettext_noop("Write the whole address of a page, beginning with https://."),
            on="link",
        )
    ]


def why_not_publish(material: Material) -> list[Refusal]:
    if material.public_since is not None:
        return [
            Refusal("material_public_already", gettext_noop("Everybody can read this already."))
        ]
    return []


def why_not_take_back(material: Material) -> list[Refusal]:
    if material.public_since is None:
        return [
            Refusal("material_not_public", gettext_noop("This is for the units alone already."))
        ]
    return []


def why_not_use(material: Material | None, unit_path: str) -> list[Refusal]:
    """A unit uses what it made itself, or a unit above it; nothing withdrawn."""
    if material is None:
        return []
    if material.withdrawn_at is None and unit_path.startswith(material.unit.path):
        return []
    return [
        Refusal(
            "material_not_for_this_unit",
            gettext_noop("This material is not in use here. Choose another."),
            on="material",
        )
    ]
