"""Requests: handing one in, and reading them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from qunce.domain.organisations.models import Unit
from qunce.domain.partners.actions import record_trial
from qunce.domain.partners.models import PartnerKey, PartnerKeyQuerySet, Trial
from qunce.domain.partners.queries import key_for
from qunce.domain.voices.actions import receive, tell_speaker
from qunce.domain.voices.models import Voice
from qunce.domain.voices.said import Received, Said
from qunce.domain.voices.sentences import register
from qunce.domain.voices.states import Channel, StepKind, VoiceKind
from qunce.kernel import clock
from qunce.kernel.refusals import Refused, gettext_noop
from qunce.web.open311 import showing
from qunce.web.open311.asking import Asked, read_filters
from qunce.web.open311.body import Fields, one, read_form
from qunce.web.open311.endpoint import as_code, at, find_jurisdiction
from qunce.web.open311.faults import FORBIDDEN, NOT_FOUND, Fault, Wrong, from_refusals
from qunce.web.open311.formats import Format, Value, answer
from qunce.web.open311.limits import AN_HOUR, count_wrong_key, refuse_flood
from qunce.web.open311.places import Known, Where, find_known, find_where
from qunce.web.open311.sending import ADDRESS, Report, address_of, read_report
from qunce.web.open311.trials import find_trials

SAME = timedelta(minutes=10)
"""Within this time the same report with the same key is one sending, sent again."""

NAMES_A_PICTURE = register(
    gettext_noop("The report names a picture elsewhere; it was not fetched: %(address)s")
)


# --- handing in


def _hand_in(request: HttpRequest, *, form: Format, trial: bool) -> HttpResponse:
    """The report is in the queue of its town's office, or kept as a trial; its number."""
    now = clock.now()
    fields = read_form(request)
    for name in ("api_key", "jurisdiction_id"):  # some programs write them into the address
        if not one(fields, name) and request.GET.get(name):
            fields[name] = [request.GET[name]]
    submissions = _submissions(fields, trial, now)
    key = _key(request, fields, _with_lately(Trial if trial else Voice, submissions, now), now)
    known = find_known(key.county, address_of(fields)[:ADDRESS])
    town = _jurisdiction(fields, known)
    report = read_report(fields, key.county)
    sent = _Sending(key, key.same or submissions[0], key.same is None)
    if sent.new:
        refuse_flood(key.sent)
    if trial:
        told = _keep_trial(report, sent, now)
    else:
        where = find_where(
            known,
            town=town,
            place=report.place,
            latitude=report.latitude,
            longitude=report.longitude,
        )
        told = _receive(report, sent, where, now)
    response = answer("service_requests", [told], form)
    response["Cache-Control"] = "no-store"
    return response


@dataclass(frozen=True, slots=True)
class _Sending:
    """With which key, under which name, and whether that name was not used before."""

    key: PartnerKey
    submission: str = field(repr=False)
    new: bool


def _with_lately(
    model: type[Voice] | type[Trial], submissions: Sequence[str], now: datetime
) -> PartnerKeyQuerySet:
    """Each key with ``sent``, its reports of the last hour, and ``same``, an earlier sending."""
    key, at = ("partner", "received_at") if model is Voice else ("key", "requested_at")
    mine: Any = model._default_manager.filter(**{key: OuterRef("pk")}).order_by()
    counted = mine.filter(**{f"{at}__gte": now - AN_HOUR}).values(key).annotate(n=Count("pk"))
    earlier = mine.filter(submission__in=submissions, **{f"{at}__gte": now - SAME})
    return PartnerKey.objects.annotate(
        sent=Coalesce(Subquery(counted.values("n")), 0),
        same=Subquery(earlier.values("submission")[:1]),
    )


def _key(request: HttpRequest, fields: Fields, among: PartnerKeyQuerySet, now: datetime) -> Any:
    text = one(fields, "api_key")
    if not text:
        raise Wrong(Fault(FORBIDDEN, _("api_key is missing. The county's office gives keys.")))
    key = key_for(text, among)
    if key is None:
        count_wrong_key(request, now)
        raise Wrong(Fault(FORBIDDEN, _("This api_key is not known, or it was withdrawn.")))
    return key


def _jurisdiction(fields: Fields, known: Known) -> Unit | None:
    """The county or town that was named; the key must be for it."""
    code = as_code(one(fields, "jurisdiction_id"))
    found = known.jurisdiction(code) if code else None
    if code and found is None:
        find_jurisdiction(code)  # 404 unless it exists
        raise Wrong(Fault(FORBIDDEN, _("This api_key is for another jurisdiction.")))
    return found


def _submissions(fields: Fields, trial: bool, now: datetime) -> tuple[str, str]:
    """What names this sending now, and what named it in the ten minutes before.

    The fields hold the key, so no program gets another one's number.  An HMAC with a key outside
    the database: a bare hash over words and telephone number would let whoever reads the
    database try out all telephone numbers.
    """
    words = [f"{name}={value}" for name in sorted(fields) for value in fields[name]]
    window = int(now.timestamp() // SAME.total_seconds())

    def name(number: int) -> str:
        written = "\0".join(["test" if trial else "", str(number), *words])
        return salted_hmac("qunce.open311.submission", written, algorithm="sha256").hexdigest()

    return name(window), name(window - 1)


def _receive(report: Report, sent: _Sending, where: Where, now: datetime) -> dict[str, Value]:
    said = Said(
        kind=VoiceKind.PROBLEM,
        channel=Channel.OPEN311,
        text=report.text,
        town=where.town,
        submission=sent.submission,
        village=where.village,
        place=where.place,
        spot=report.address,
        person=report.person,
        category=report.category,
        details=report.details,
        partner=sent.key,
        latitude=report.latitude,
        longitude=report.longitude,
    )
    try:
        received = (
            _with_picture(said, report.media, now) if report.media else receive(said=said, now=now)
        )
    except Refused as refused:
        raise Wrong(*from_refusals(refused.refusals)) from refused
    sentence = _(
        "%(town)s has received it. The description is published, contact data is sealed. "
        "With the code %(code)s one follows it on our pages and says how it turned out."
    )
    return {
        "service_request_id": received.voice.number,
        "service_notice": sentence % {"town": received.voice.town.name, "code": received.code},
    }


@transaction.atomic
def _with_picture(said: Said, address: str, now: datetime) -> Received:
    """The staff reads where the picture is.  Nothing is fetched: an address that others choose
    could lead into the office's own network."""
    received = receive(said=said, now=now)
    if received.new:
        tell_speaker(
            voice=received.voice,
            kind=StepKind.NOTE,
            sentence=NAMES_A_PICTURE,
            params={"address": address},
            now=now,
        )
    return received


def _keep_trial(report: Report, sent: _Sending, now: datetime) -> dict[str, Value]:
    """The same report without who sent it."""
    trial = record_trial(
        key=sent.key,
        submission=sent.submission,
        service_code=report.category.code,
        now=now,
        description=report.text,
        address=report.address,
        latitude=report.latitude,
        longitude=report.longitude,
        place_code=report.place.code if report.place else "",
        details=report.details,
    )
    return {
        "service_request_id": trial.number,
        "service_notice": _("A trial: no office has it. Contact data was not kept."),
    }


# --- reading


def _list(request: HttpRequest, *, form: Format, trial: bool) -> HttpResponse:
    jurisdiction = find_jurisdiction(request.GET.get("jurisdiction_id", ""))
    asked = read_filters(request.GET, clock.now())
    return answer("service_requests", _find(asked, trial, jurisdiction), form)


def _one(request: HttpRequest, *, form: Format, trial: bool, number: str) -> HttpResponse:
    find_jurisdiction(request.GET.get("jurisdiction_id", ""))
    now = clock.now()
    asked = Asked([number], None, now, now, frozenset())
    found = _find(asked, trial, None)
    if not found:
        sentence = _("There is no request %(number)s that is public.") % {"number": number[:40]}
        raise Wrong(Fault(NOT_FOUND, sentence))
    return answer("service_requests", found, form)


def _find(asked: Asked, trial: bool, jurisdiction: Unit | None) -> Sequence[Value]:
    if trial:
        return find_trials(asked)
    return [showing.shown(voice) for voice in showing.find(asked, inside=jurisdiction)]


def _token(request: HttpRequest, *, form: Format, trial: bool, token: str) -> HttpResponse:
    find_jurisdiction(request.GET.get("jurisdiction_id", ""))
    sentence = _("There is no such token: every report gets its service_request_id at once.")
    raise Wrong(Fault(NOT_FOUND, sentence))


requests = at(get=_list, post=_hand_in)
request = at(get=_one)
token = at(get=_token)
