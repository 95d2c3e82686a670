"""The published files, to the byte, for whoever counts again."""

from __future__ import annotations

import io
import zipfile

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from qunce.domain.ballots.models import Ballot, PublishedFile
from qunce.domain.ballots.queries import published_files

TYPES = {"json": "application/json", "csv": "text/csv; charset=utf-8"}
FOR_EVER = "public, max-age=31536000, immutable"
"""What is published once never changes."""
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The day zip files begin with: the same files make the same archive."""


def one_file(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """One file as it was published; 404 before that and for every other name."""
    # PostgreSQL takes no name with a NUL in it, not even to look for it.
    if "\0" in name:
        raise Http404
    ballot = get_object_or_404(Ballot.objects.public(), pk=pk)
    found = get_object_or_404(PublishedFile, ballot=ballot, name=name)
    answer = HttpResponse(bytes(found.content), content_type=TYPES[name.rpartition(".")[2]])
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = FOR_EVER
    return answer


def all_files(request: HttpRequest, pk: int) -> HttpResponse:
    """All of them together, in a folder that ``qunce ballot verify`` takes."""
    ballot = get_object_or_404(Ballot.objects.public(), pk=pk)
    files = published_files(ballot)
    if not files:
        raise Http404
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(f"ballot-{pk}/{name}", date_time=_FIRST_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    answer = HttpResponse(packed.getvalue(), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="ballot-{pk}.zip"'
    answer["Cache-Control"] = FOR_EVER
    return answer
