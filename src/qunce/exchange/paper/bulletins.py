"""A bulletin (简报) on paper: its head, its sections, its foot.

The head is as offices print it: the name large and red, the number of the issue under it, the
office at the left and the day at the right, a red line; at the foot, below a line, to whom it
goes.  Page, margins and size of the text are those of GB/T 9704-2012.
"""

from __future__ import annotations

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext, override, pgettext

from qunce.domain.publicity.models import Bulletin
from qunce.domain.publicity.queries.figures import filled
from qunce.exchange.paper.typesetting import typeset
from qunce.kernel.clock import day_of


def bulletin_pdf(bulletin: Bulletin) -> bytes:
    """As many pages of A4 as it needs, in the campaign's language; a draft says that it is one.

    One statement, for the figures.
    """
    with override(bulletin.campaign.language):
        made_on = day_of(bulletin.issued_at or bulletin.changed_at, settings.TIME_ZONE)
        number = (
            pgettext("at the head of a bulletin", "No. %(number)s") % {"number": bulletin.number}
            if bulletin.number is not None
            else pgettext("at the head of a bulletin", "Draft")
        )
        return typeset(
            "bulletin",
            {
                "title": bulletin.name,
                "language": bulletin.campaign.language[:2],
                "number": number,
                "compiled_by": bulletin.compiled_by,
                "day": date_format(made_on, pgettext("day on paper", "j F Y")),
                "sections": [
                    {"title": section.texts[0], "paragraphs": section.texts[1:]}
                    for section in filled(bulletin)
                ],
                "sent_to": bulletin.sent_to,
                "words": {"traced": gettext("Each number can be looked up on the public page.")},
            },
        )
