"""Pictures that came with a message, for those who see it."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404

from qunce.domain.voices.models import Voice, VoicePicture
from qunce.kernel import clock
from qunce.web.shell.acting import acting_post
from qunce.web.shell.pictures import send_picture


@login_required
def show(request: HttpRequest, pk: int, size: str) -> HttpResponseBase:
    """The picture, large or small; as hidden as its message."""
    post = acting_post(request)
    today = clock.day_of(clock.now(), settings.TIME_ZONE)
    seen = Voice.objects.visible_to(post, on=today)
    picture = get_object_or_404(VoicePicture.objects.filter(voice__in=seen), pk=pk)
    return send_picture(large=picture.picture, small=picture.small, size=size)
