"""A study material that everybody may read, in plain words first."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from qunce.domain.study.models import Material


def material(request: HttpRequest, pk: int) -> HttpResponse:
    """One that is not public and one that does not exist look alike."""
    found = get_object_or_404(Material.objects.public().select_related("unit"), pk=pk)
    return render(request, "public/materials/material.html", {"material": found})
