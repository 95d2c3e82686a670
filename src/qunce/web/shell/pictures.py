"""Sending a picture that was made anew, once a page knows that it may be seen."""

from __future__ import annotations

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404

SIZES = ("large", "small")


def send_picture(*, large: FieldFile, small: FieldFile, size: str, name: str = "") -> FileResponse:
    """The picture in one of ``SIZES``; 404 for another size and for a file that is gone."""
    if size not in SIZES:
        raise Http404
    try:
        opened = (small if size == "small" else large).open("rb")
    except FileNotFoundError as missing:
        raise Http404 from missing
    answer = FileResponse(opened, content_type="image/jpeg", filename=name)
    answer["Cache-Control"] = "private, max-age=3600"
    return answer
