"""Saying something: choose the village, say it, have a receipt."""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from qunce.domain.identities.rules import why_not_seal
from qunce.domain.organisations.models import Place, PlaceQuerySet, Unit
from qunce.domain.organisations.queries import leads_to
from qunce.domain.organisations.states import TOPS, UnitKind
from qunce.domain.voices.actions import receive
from qunce.domain.voices.rules import why_not_receive
from qunce.domain.voices.said import Said
from qunce.domain.voices.states import Channel, VoiceKind
from qunce.kernel import clock
from qunce.kernel.refusals import Refused
from qunce.web.resident import danger, kept
from qunce.web.resident.forms import SayForm
from qunce.web.resident.uploads import takes_pictures
from qunce.web.shell.limits import Limit, Window
from qunce.web.shell.words import add_refusals

SAYING = Limit("say", (Window(120, 3_600),))
"""Messages and additions of one network: a whole village behind one address can speak."""
ALL_AT_ONCE = 150
"""Villages on one page; where there are more, the town is chosen first."""

RESIDENTIAL = (UnitKind.VILLAGE, UnitKind.COMMUNITY)
_SUBMISSION = re.compile(r"[0-9a-f]{32}")
_CODE = re.compile(r"[A-Za-z0-9_-]{1,40}")
ABOVE = "parent__parent"
"""Read with a unit: village, town, county.  A deeper tree costs a statement for each level more."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A town with what lies in it, as the page of villages shows it."""

    town: Unit
    villages: list[Unit]
    others: list[Unit]


def choose(request: HttpRequest) -> HttpResponse:
    """Where is it about: the villages first, then schools and offices, then the town as a whole."""
    towns = list(_towns())
    wanted = request.GET.get("town", "")
    below = (
        Unit.objects.to_choose()
        .exclude(parent__isnull=True)
        .exclude(pk__in=[one.pk for one in towns])
    )
    if wanted:
        towns = [one for one in towns if one.code == wanted]
        if not towns:
            raise Http404
        below = below.within(towns[0])
    elif len(towns) > 1 and below.count() > ALL_AT_ONCE:
        return render(request, "resident/choose_town.html", {"towns": towns})
    units = list(below.order_by("path"))
    last = request.session.get(kept.VILLAGE)
    context = {
        "choices": [_choice(town, units) for town in towns],
        "last": next((one for one in (*units, *towns) if one.code == last), None),
    }
    return render(request, "resident/choose.html", context)


def _towns() -> Any:
    """Where messages are received: towns, and the hospitals or companies of a group."""
    return (
        Unit.objects.to_choose()
        .filter(parent__kind__in=TOPS)
        .filter(kind__in=(UnitKind.TOWN, UnitKind.HOSPITAL, UnitKind.ENTERPRISE))
    )


def _choice(town: Unit, units: Sequence[Unit]) -> Choice:
    mine = [one for one in units if one.path.startswith(town.path)]
    return Choice(
        town,
        [one for one in mine if one.kind in RESIDENTIAL],
        [one for one in mine if one.kind not in RESIDENTIAL],
    )


def _in(request: HttpRequest, code: str) -> _Saying:
    if named := _named(request, "place"):  # with its unit in one statement
        spot = _known_places().in_use().filter(unit__code=code, code=named).first()
        if spot is not None:
            return _Saying(request, spot.unit, None, spot)
    unit = get_object_or_404(Unit.objects.select_related(ABOVE, "successor"), code=code)
    if unit.closed_on is None:
        return _Saying(request, unit, None)
    return _Saying(request, _goes_on(unit), None, ended=unit)


def _at(request: HttpRequest, code: str) -> _Saying:
    place = get_object_or_404(_known_places(), code=code)
    chosen = place.in_use and _named(request, "place") == place.code
    unit = place.unit if place.unit.closed_on is None else _goes_on(place.unit)
    return _Saying(
        request, unit, place, place if chosen else None, ended=place.came_from or _ended(place)
    )


def _ended(place: Place) -> Unit | None:
    return place.unit if place.unit.closed_on is not None else None


def _goes_on(unit: Unit) -> Unit:
    """Who hears what is said of a unit that has ended; a code in print goes on leading there."""
    found = leads_to(unit, clock.day_of(clock.now(), settings.TIME_ZONE))
    if found is None:
        raise Http404
    return found


def _known_places() -> PlaceQuerySet:
    return Place.objects.select_related(f"unit__{ABOVE}", "came_from")


def _named(request: HttpRequest, field: str) -> str | None:
    """The code sent in ``field``; None without one, and for what can be no code."""
    code = request.POST.get(field, "")
    return code if _CODE.fullmatch(code) else None


@takes_pictures(seal_lost=lambda request, code: _in(request, code).seal_lost())
def say_in(request: HttpRequest, code: str) -> HttpResponse:
    """The form for one village (or school, office, town)."""
    return _in(request, code).answer()


@takes_pictures(seal_lost=lambda request, code: _at(request, code).seal_lost())
def say_at(request: HttpRequest, code: str) -> HttpResponse:
    """The form behind the code in print at a place; a place taken off the list leads on."""
    return _at(request, code).answer()


class _Saying:
    """One visit to the form: the empty one, the wrong one with its words, or the receipt."""

    def __init__(
        self,
        request: HttpRequest,
        unit: Unit,
        at: Place | None,
        spot: Place | None = None,
        *,
        ended: Unit | None = None,
    ) -> None:
        self.request = request
        self.unit = unit
        self.at = at
        self.spot = spot
        """The place that was chosen, where it is known already."""
        self.ended = ended
        """The unit that the address or the place named first, where it is no more."""
        self.chain = _chain(unit)
        found = [one for one in self.chain if one.kind not in TOPS]
        if not found:  # a county or group by itself receives nothing
            raise Http404
        self.town = found[0]

    def answer(self) -> HttpResponse:
        request = self.request
        if request.method != "POST":
            place = self.at.code if self.at and self.at.in_use else ""
            return self._page(self._form({"submission": uuid.uuid4().hex, "place": place}))
        # What was typed comes back even where the seal of the form was lost (shell.errors).
        form = self._form(None)
        if not form.is_valid():
            return self._page(form)
        if not _SUBMISSION.fullmatch(form.cleaned_data["submission"]):
            self._fresh(form)
            form.add_error(None, _("This form was not complete. Press “Send” once more."))
            return self._page(form)
        now = clock.now()
        said = self._said(form)
        # Sealing comes late in the act: all that is wrong is said at once.
        reasons = why_not_receive(said, today=clock.day_of(now, settings.TIME_ZONE))
        if reasons := [*reasons, *(why_not_seal(said.person) if said.person else ())]:
            add_refusals(form, Refused(reasons))
            return self._page(form)
        if wait := SAYING.spend(request):
            answer = self._page(form, too_many=True, status=429)
            answer["Retry-After"] = str(wait)
            return answer
        try:
            received = receive(said=said, now=now)
        except Refused as refused:
            SAYING.give_back(request)
            add_refusals(form, refused)
            return self._page(form)
        if not received.new:
            SAYING.give_back(request)
        kept.remember(request, received.voice)
        request.session[kept.RECEIPT] = received.voice.pk
        request.session[kept.VILLAGE] = self.unit.code
        return redirect("resident:receipt")

    def seal_lost(self) -> HttpResponse:
        """The form again with everything typed, to be sent once more."""
        return self._page(self._form(None), seal_lost=True, status=403)

    def _form(self, initial: dict[str, str] | None) -> SayForm:
        """The form; of what is sent only the place and the unit it names are looked up."""
        if initial is not None:
            return SayForm(initial=initial)
        request = self.request
        spot, accused = self.spot, None
        if spot is None and (code := _named(request, "place")):
            spot = self._places().select_related("unit").filter(code=code).first()
        if code := _named(request, "accused"):
            accused = next((one for one in self._accusable() if one.code == code), None)
        form = SayForm(request.POST, request.FILES)
        form.offer(places=[spot] if spot else [], accusable=[accused] if accused else [])
        return form

    def _places(self) -> PlaceQuerySet:
        return Place.objects.in_use().filter(unit=self.unit).order_by("name")

    def _accusable(self) -> list[Unit]:
        tops = [one for one in self.chain if one.kind in TOPS]
        return [*Unit.objects.within(self.town).order_by("path"), *tops]

    def _fresh(self, form: SayForm) -> None:
        """A new name for the sending, where the one that came is no good."""
        data = self.request.POST.copy()
        if not _SUBMISSION.fullmatch(data.get("submission", "")):
            data["submission"] = uuid.uuid4().hex
            form.data = data

    def _said(self, form: SayForm) -> Said:
        data = form.cleaned_data
        place = form.places.get(data["place"])
        village = None if self.unit.pk == self.town.pk else self.unit
        return Said(
            kind=data["kind"],
            channel=Channel.QR if self.at is not None else Channel.WEB,
            text=data["text"],
            town=self.town,
            submission=_sending(data["submission"], data["text"], self.unit.code),
            village=village,
            place=place,
            spot=data["spot"],
            person=form.person,
            accused=form.accusable.get(data["accused"]),
            language=get_language() or "zh-hans",
            pictures=data["pictures"],
        )

    def _page(
        self,
        form: SayForm,
        *,
        status: int = 200,
        too_many: bool = False,
        seal_lost: bool = False,
    ) -> HttpResponse:
        form.offer(places=list(self._places()), accusable=self._accusable())
        context = {
            "form": form,
            "unit": self.unit,
            "town": self.town,
            "at": self.at,
            "ended": self.ended,
            "numbers": danger.numbers(),
            "too_many": too_many,
            "seal_lost": seal_lost,
            "photos_again": form.is_bound and "pictures" in self.request.FILES,
            "more_open": _differs(form),
        }
        return render(self.request, "resident/say.html", context, status=status)


def _chain(unit: Unit) -> list[Unit]:
    """The unit and those that contain it, the highest first."""
    chain = [unit]
    while (above := chain[0].parent) is not None:
        chain.insert(0, above)
    return chain


def _sending(submission: str, text: str, where: str) -> str:
    """One name for one sending: the same words twice are one message, changed words another.

    Somebody goes back, changes a word and sends again: taken for the first message, the change
    would be lost.
    """
    named = f"{submission}\0{where}\0{text}".encode("utf-8", "surrogatepass")
    return hashlib.sha256(named).hexdigest()[:32]


def _differs(form: SayForm) -> bool:
    """Whether something in the folded part was used or is wrong: then it stays open."""
    if not form.is_bound:
        return False
    ordinary = form["kind"].value() in (None, "", VoiceKind.PROBLEM) and not form["accused"].value()
    return not ordinary or bool(form["kind"].errors or form["accused"].errors)
