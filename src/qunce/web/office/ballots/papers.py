"""What is printed for a ballot, as the layouts take it; in the language of its campaign."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from qunce.domain.ballots.frames import Drawn
from qunce.domain.ballots.models import Ballot, Stratum
from qunce.domain.ballots.states import COUNTED, DONT_KNOW
from qunce.domain.record.models import Entry
from qunce.domain.record.queries import head_after
from qunce.exchange.paper.boards import Poster, PosterRow
from qunce.exchange.paper.boards import poster as poster_pdf
from qunce.exchange.paper.forms import Attendance, attendance_list
from qunce.exchange.paper.slips import SlipBallot, SlipItem
from qunce.exchange.paper.words import attendance_words, poster_words, slip_words
from qunce.kernel import clock
from qunce.web.shell.words import say_day

TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}


def address_of(request: HttpRequest, name: str, *args: object) -> str:
    """The whole address of a page; of the site itself where the page is not there."""
    try:
        return request.build_absolute_uri(reverse(name, args=args))
    except NoReverseMatch:
        return request.build_absolute_uri("/")


def slip_ballot(ballot: Ballot, address: str) -> SlipBallot:
    """The slip of ``ballot``; ``address`` is where it is looked up and cast."""
    today = clock.day_of(clock.now(), settings.TIME_ZONE)
    with override(ballot.campaign.language):
        typed = address.partition("://")[2].rstrip("/")  # browsers know the rest
        last = {"day": say_day(ballot.closes_on, today), "address": typed}
        options = tuple(step["label"] for step in ballot.steps if step["code"] != DONT_KNOW)
        # As it stands in the commitment: what is printed is what was promised, to the word.
        dont_know = next(step["label"] for step in ballot.steps if step["code"] == DONT_KNOW)
        items = [(item.overall, SlipItem(item.text, options)) for item in ballot.items.all()]
        return SlipBallot(
            title=ballot.title,
            language=ballot.campaign.language,
            address=address,
            look_up=_("After %(day)s look up at %(address)s whether this slip was counted.") % last,
            hand_in=_("Put it into the box by %(day)s, or answer at the address above.") % last,
            items=tuple(item for overall, item in items if not overall),
            words=replace(slip_words(), dont_know=dont_know),
            overall=next((item for overall, item in items if overall), None),
            asked=ballot.introduction,
            own_words=2 if ballot.own_words else 0,
        )


def attendance(ballot: Ballot, people: Sequence[Drawn]) -> bytes:
    """Who receives an envelope, group by group; printed and kept nowhere."""
    groups: dict[str, list[str]] = {}
    for one in people:
        groups.setdefault(one.stratum, []).append(one.person)
    with override(ballot.campaign.language):
        return attendance_list(
            Attendance(
                title=ballot.title,
                language=ballot.campaign.language,
                groups=groups,
                words=attendance_words(),
            )
        )


def count_poster(ballot: Ballot, address: str) -> bytes:
    """What the record says of the ballot now: slips issued, or where each of them is.

    The head is the one after the ballot's own last entry, so a poster printed later is the same.
    """
    entry = Entry.objects.about("ballot", str(ballot.pk)).newest_first()[0]
    signed = head_after(entry)
    today = clock.day_of(clock.now(), settings.TIME_ZONE)
    counted = ballot.state in COUNTED
    with override(ballot.campaign.language):
        issued = _("%(slips)s slips were issued.") % {
            "slips": sum(one.issued for one in ballot.strata.all())
        }
        days = _("People answer from %(first)s to %(last)s.") % {
            "first": say_day(ballot.opens_on, today),
            "last": say_day(ballot.closes_on, today),
        }
        return poster_pdf(
            Poster(
                title=ballot.title,
                language=ballot.campaign.language,
                sentences=(issued,) if counted else (issued, days),
                root_hex=signed.head.root,
                entries=signed.head.size,
                day=say_day(clock.day_of(entry.at, settings.TIME_ZONE), today),
                key_fingerprint=signed.public_key.fingerprint,
                verify_address=address,
                words=poster_words(),
                rows=tuple(_poster_row(one, counted=counted) for one in ballot.strata.all()),
                files=address if counted else "",
            )
        )


def _poster_row(stratum: Stratum, *, counted: bool) -> PosterRow:
    if not counted:
        return PosterRow(stratum.name, issued=stratum.issued)
    return PosterRow(
        stratum.name,
        issued=stratum.issued,
        returned=(stratum.web or 0) + (stratum.paper or 0),
        spoiled=stratum.spoiled,
        unreturned=stratum.unreturned,
    )


def file_response(data: bytes, name: str) -> HttpResponse:
    """A file that is saved where it was asked for and kept nowhere else."""
    kind = TYPES[name.rpartition(".")[2]]
    response = HttpResponse(data, content_type=kind)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["Cache-Control"] = "private, no-store"
    return response
