"""Pictures that came with a message, for those who see it."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404

from qunce.domain.voices.models import Voice, VoicePicture
from qunce.kernel import clock
from qunce.web.shell.acting import acting_post


@login_required
def show(request: HttpRequest, pk: int, size: str) -> HttpResponseBase:
    """The picture, large or small; as hidden as its message."""
    post = acting_post(request)
    today = clock.day_of(clock.now(), settings.TIME_ZONE)
    seen = Voice.objects.visible_to(post, on=today)
    if pk > 2**62 or size not in ("large", "small"):
        raise Http404
    picture = get_object_or_404(VoicePicture.objects.filter(voice__in=seen), pk=pk)
    stored = picture.small if size == "small" else picture.picture
    try:
        opened = stored.open("rb")
    except FileNotFoundError as missing:
        raise Http404 from missing
    answer = FileResponse(opened, content_type="image/jpeg")
    answer["Cache-Control"] = "private, max-age=3600"
    return answer
