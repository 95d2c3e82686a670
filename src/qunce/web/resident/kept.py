"""What a resident's browser may see: kept in its session on our side, as numbers only.

A session holds the numbers of messages, which of them the receipt is for, and the village that
was chosen last; no code, no name, no word.  It ends with the browser's visit or on demand.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest

from qunce.domain.voices.models import Voice

VOICES = "resident_voices"
RECEIPT = "resident_receipt"
VILLAGE = "resident_village"
MOST = 20
"""Messages one browser follows at a time; the oldest makes room."""
SHOWN_WITH = (
    "town",
    "village",
    "place",
    "category",
    "receiver",
    "responsible",
    "post__unit",
    "reviewer",
    "accused",
    "identity",
    "merged_into",
    "split_from",
)


def opened(request: HttpRequest) -> list[int]:
    """Numbers of the messages this browser may see, the latest first."""
    return list(request.session.get(VOICES, []))


def remember(request: HttpRequest, voice: Voice) -> None:
    """From now on this browser may see ``voice``."""
    before = opened(request)
    if not before and request.session.session_key is not None:
        # A session somebody else laid into this browser does not gain the right with it; one
        # that is new has a key of our own making.
        request.session.cycle_key()
    request.session[VOICES] = [voice.pk, *(pk for pk in before if pk != voice.pk)][:MOST]


def own_voice(request: HttpRequest, pk: int) -> Voice:
    """The message, if this browser opened it or the one it was split from; else it is not there."""
    may = set(opened(request))
    if not may:
        raise Http404
    found = Voice.objects.select_related(*SHOWN_WITH).filter(pk=pk).first()
    above = found
    while above is not None:
        if above.pk in may and found is not None:
            return found
        above = above.split_from
    raise Http404


def leave(request: HttpRequest) -> None:
    """This browser forgets every message; what was chosen for the staff's sign-in stays."""
    for key in (VOICES, RECEIPT, VILLAGE):
        request.session.pop(key, None)
