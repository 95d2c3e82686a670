"""Where the office's pages lie: one list, without those that are not there."""

from __future__ import annotations

from dataclasses import dataclass

from django import template
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qunce.domain.accounts.states import PostRole
from qunce.web.shell.acting import acting_post

register = template.Library()

PAGES: tuple[tuple[str, Promise], ...] = (
    ("office:home", _("My work")),
    ("office:voices", pgettext_lazy("what people say", "Messages")),
    ("office:problems", _("Problems")),
    ("office:consultations", _("Asking people")),
    ("office:ballots", _("Ballots")),
    ("office:checks", _("Checks")),
    ("office:notices", _("Notices")),
)
HIDDEN = {
    "office:voices": (PostRole.VIEWER, PostRole.GUIDANCE),
    "office:ballots": (PostRole.SECRETARY, PostRole.GUIDANCE),
}
"""Pages on which these roles would find nothing."""


@dataclass(frozen=True, slots=True)
class Link:
    """One entry; ``here`` on the page itself and on those below it."""

    label: str
    address: str
    here: bool


@register.simple_tag(takes_context=True)
def office_pages(context: template.Context) -> list[Link]:
    """``{% office_pages as links %}``: the pages of the office that this post can use."""
    request: HttpRequest = context["request"]
    post = acting_post(request)
    links = []
    for name, label in PAGES:
        if name != "office:home" and (post is None or post.role in HIDDEN.get(name, ())):
            continue
        try:
            address = reverse(name)
        except NoReverseMatch:
            continue
        at_home = name == "office:home"
        here = request.path == address if at_home else request.path.startswith(address)
        links.append(Link(str(label), address, here))
    return links
