"""Pictures before and after, for those who see the problem."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404

from qunce.domain.problems.models import Problem, ProblemPicture
from qunce.kernel import clock
from qunce.web.shell.acting import acting_post
from qunce.web.shell.pictures import send_picture


@login_required
def show(request: HttpRequest, pk: int, size: str) -> HttpResponseBase:
    post = acting_post(request)
    today = clock.day_of(clock.now(), settings.TIME_ZONE)
    seen = Problem.objects.visible_to(post, on=today)
    picture = get_object_or_404(ProblemPicture.objects.filter(problem__in=seen), pk=pk)
    return send_picture(large=picture.picture, small=picture.small, size=size)
