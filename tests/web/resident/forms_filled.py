"""Forms filled in as a browser without script sends them."""

from __future__ import annotations

import io
import re
import uuid
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from qunce.domain.voices.models import Voice

FORM = "/say/in/shangqing/"
WORDS = "村口三盏路灯都不亮，晚上走路看不见。"


def filled(**changes: Any) -> dict[str, Any]:
    given = {"submission": uuid.uuid4().hex, "text": WORDS, "contact": "no"}
    return {name: value for name, value in {**given, **changes}.items() if value is not None}


def send(phone_: Client, to_: str = FORM, **changes: Any) -> Any:
    return phone_.post(to_, filled(**changes))


def sent(phone_: Client, **changes: Any) -> Voice:
    """A message as it stands after the form was sent and its receipt shown."""
    answer = send(phone_, **changes)
    assert (answer.status_code, answer.headers.get("location")) == (302, "/say/receipt/")
    return Voice.objects.latest("pk")


def code_on(page: str) -> str:
    found = re.search(r'class="code"[^>]*>([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})<', page)
    assert found
    return found.group(1)


def a_photo(name: str = "家门口.jpg", *, side: int = 400) -> SimpleUploadedFile:
    """A photo that says where it was taken, as telephones write it."""
    out = io.BytesIO()
    picture = Image.new("RGB", (side, side), (200, 30, 30))
    exif = Image.Exif()
    exif[0x010E] = "GPS-MARK-上清村"
    picture.save(out, "JPEG", exif=exif)
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/jpeg")


def errors(page: Any) -> str:
    """The text of the error summary; empty without one."""
    found = re.search(r'class="error-summary".*?</div>', page.content.decode(), re.DOTALL)
    return found.group(0) if found else ""
