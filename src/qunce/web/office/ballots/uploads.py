"""Rolls as they are sent: held in memory, never on disk."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from qunce.exchange.ledgers.files import FILE_LIMIT

View = Callable[..., HttpResponse]


class InMemory(FileUploadHandler):
    """Django's own would write what is above some megabytes to the temporary folder."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self._held = BytesIO()

    def new_file(self, *args: Any, **options: Any) -> None:
        super().new_file(*args, **options)
        self._held = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start <= FILE_LIMIT:  # one byte too many is enough for the reader to say so
            self._held.write(raw_data)

    def file_complete(self, file_size: int) -> SimpleUploadedFile:
        return SimpleUploadedFile(self.file_name or "roll", self._held.getvalue())


def takes_roll(view: View) -> View:
    """``request.FILES`` never touches the disk; the form's seal is checked all the same.

    The handler has to be set before anything reads the form, and Django's own check reads it.
    """
    sealed = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def taking(request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        if request.method == "POST":
            request.upload_handlers = [InMemory(request)]
        response = sealed(request, *args, **options)
        response["Cache-Control"] = "private, no-store"
        return response

    return taking
