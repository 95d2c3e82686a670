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
    ("office:warnings", pgettext_lazy("office page", "More than usual")),
    ("office:study", pgettext_lazy("office page", "Study")),
    ("office:practice", _("Projects and promises")),
    ("office:consultations", _("Asking people")),
    ("office:ballots", _("Ballots")),
    ("office:checks", _("Checks")),
    ("office:guidance", pgettext_lazy("office page", "Guidance")),
    ("office:duties", pgettext_lazy("office page", "Duties")),
    ("office:calendar", pgettext_lazy("office page", "Calendar")),
    ("office:publicity", _("Making public")),
    ("office:units", _("Units and posts")),
    ("office:budget", _("What forms ask")),
    ("office:complaints", _("Complaints and answers")),
    ("office:notices", _("Notices")),
)
LOOKS_ON = (PostRole.VIEWER,)
BRANCH = (PostRole.SECRETARY, PostRole.STAFF)
HIDDEN: dict[str, tuple[PostRole, ...]] = {
    "office:voices": (*LOOKS_ON, PostRole.GUIDANCE),
    "office:warnings": (PostRole.STAFF,),
    "office:study": (*LOOKS_ON, PostRole.GUIDANCE),
    "office:ballots": (*BRANCH, PostRole.GUIDANCE),
    "office:guidance": (*LOOKS_ON, *BRANCH),
    "office:duties": LOOKS_ON,
    "office:publicity": (*LOOKS_ON, *BRANCH, PostRole.GUIDANCE),
    "office:units": (*BRANCH, PostRole.GUIDANCE),
    "office:budget": (*BRANCH, PostRole.GUIDANCE, PostRole.LEADER, PostRole.FIRST_RESPONSIBLE),
}
"""Pages on which these roles would find nothing to do."""
OFFICE = ("office:home", "office:voices", "office:problems", "office:consultations")
FIRST: dict[str, tuple[str, ...]] = {
    PostRole.SECRETARY: ("office:home", "office:voices", "office:problems", "office:study"),
    PostRole.GUIDANCE: ("office:home", "office:guidance", "office:problems", "office:calendar"),
    PostRole.VIEWER: ("office:home", "office:problems", "office:practice", "office:calendar"),
}
"""What each role goes to daily, beside its notices; everything else is folded."""


@dataclass(frozen=True, slots=True)
class Link:
    """One entry; ``here`` on the page itself and on those below it."""

    label: str
    address: str
    here: bool


@dataclass(frozen=True, slots=True)
class Links:
    """The entries that stand open, and those folded behind a word; never one without the other."""

    first: list[Link]
    more: list[Link]


@register.simple_tag(takes_context=True)
def office_pages(context: template.Context) -> Links:
    """``{% office_pages as links %}``: the pages of the office that this post can use."""
    request: HttpRequest = context["request"]
    post = acting_post(request)
    first = (*FIRST.get(post.role if post else "", OFFICE), "office:notices")
    found: list[tuple[str, Promise, str]] = []
    for name, label in PAGES:
        if name != "office:home" and (post is None or post.role in HIDDEN.get(name, ())):
            continue
        try:
            found.append((name, label, reverse(name)))
        except NoReverseMatch:
            continue
    home = reverse("office:home")
    above = [to for _, _, to in found if to != home and request.path.startswith(to)]
    here = max(above, key=len) if above else home if request.path == home else ""
    links = Links([], [])
    for name, label, address in found:
        link = Link(str(label), address, address == here)
        (links.first if name in first else links.more).append(link)
    return links
