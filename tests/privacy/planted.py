"""Words planted in one place each, and the search for them in whatever a program may have left."""

from __future__ import annotations

import base64
import json
import zipfile
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.db import connection
from django.test import Client
from PIL import Image

NAME, PHONE = "闻人樱桃甲", "13655550187"
ADDRESS, MAIL = "皂角巷七号院西厢", "yingtao.wenren@example.net"
ABOUT = "左耳听不见请大声讲"
CAMERA, NOTE = "KAMERA-PLANT-7431", "拍于皂角巷口石阶"
MARKERS = (NAME, PHONE, ADDRESS, MAIL, ABOUT, CAMERA, NOTE)
SURE = 8
"""Fewer bytes than this stand somewhere among random ones by chance."""


@cache
def forms(marker: str) -> tuple[bytes, ...]:
    """The bytes of ``marker`` in every form in which a program might have written it."""
    told = {one for raw in _raw(marker) for one in (raw, *_coded(raw))}
    return tuple(sorted(one for one in told if len(one) >= SURE))


def _raw(marker: str) -> Iterator[bytes]:
    yield marker.encode()
    yield marker.encode("utf-16-le")
    yield marker.encode("utf-16-be")
    yield marker.encode("gb18030")
    escaped = json.dumps(marker)[1:-1].encode()
    yield escaped
    yield escaped.replace(b"\\", b"\\\\")
    yield marker.encode("unicode_escape").upper().replace(b"\\U", b"\\u")
    for safe in ("", "@"):
        yield quote(marker, safe=safe).encode()
        yield quote(marker, safe=safe).lower().encode()
    yield "".join(f"&#{ord(one)};" for one in marker).encode()
    yield "".join(f"&#x{ord(one):x};" for one in marker).encode()


def _coded(raw: bytes) -> Iterator[bytes]:
    yield raw.hex().encode()
    yield raw.hex().upper().encode()
    for skipped in range(3):  # base64 looks different at each of three places
        for code in (base64.b64encode, base64.urlsafe_b64encode):
            yield code(bytes(skipped) + raw)[4 if skipped else 0 : -4]


def found(haystack: bytes | str) -> list[str]:
    """The markers that stand in ``haystack`` in any form, inside a workbook too."""
    whole = haystack.encode("utf-8", "surrogatepass") if isinstance(haystack, str) else haystack
    if whole[:2] == b"PK":
        with zipfile.ZipFile(BytesIO(whole)) as book:
            whole += b"\n".join(book.read(name) for name in book.namelist())
    return [marker for marker in MARKERS if any(form in whole for form in forms(marker))]


def a_photo() -> bytes:
    """A photo as a telephone takes it: it names its camera, its place and a remark."""
    exif = Image.Exif()
    exif[0x0110] = CAMERA
    exif[0x010E] = NOTE
    exif[0x9286] = NOTE.encode("utf-16-le")
    exif.get_ifd(0x8825).update({1: "N", 2: (29.0, 33.0, 52.1), 3: "E", 4: (106.0, 33.0, 11.7)})
    out = BytesIO()
    picture = Image.new("RGB", (320, 240), (20, 90, 160))
    picture.save(out, "JPEG", exif=exif, comment=CAMERA.encode())
    return out.getvalue()


def files_in(folder: Path) -> bytes:
    """Names and bytes of all files below ``folder``."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return b"\n".join(str(path.name).encode() + b"\n" + path.read_bytes() for path in files)


def all_rows() -> dict[str, bytes]:
    """Every value of every row of every table, as the database gives it, by table."""
    told = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  (names of our own tables)
            told[table] = b"\n".join(_bytes(one) for row in cursor.fetchall() for one in row)
    return told


def _bytes(value: Any) -> bytes:
    if isinstance(value, bytes | memoryview):
        return bytes(value)
    text = value if isinstance(value, str) else json.dumps(value, default=str, ensure_ascii=False)
    raw = text.encode("utf-8", "surrogatepass")
    try:  # caches and sessions keep their values in base64
        return raw + b"\n" + base64.b64decode(text, validate=True)
    except ValueError:
        return raw


class Listener(Client):
    """A browser that keeps what it asked and what it was told, except where ``private`` was said.

    Addresses and headers are kept even then: what may be shown once may stand in none of them.
    """

    def __init__(self, log: Heard, **options: Any) -> None:
        super().__init__(**options)
        self.log = log
        self._private = False

    def request(self, **request: Any) -> Any:
        answer = super().request(**request)
        assert answer.status_code < 500, request["PATH_INFO"]
        asked = f"{request['PATH_INFO']}?{request.get('QUERY_STRING', '')}"
        headers = [f"{name}: {value}" for name, value in answer.headers.items()]
        cookies = [cookie.OutputString() for cookie in answer.cookies.values()]
        self.log.addresses.append("\n".join((asked, *headers, *cookies)).encode())
        # Reading a stream to its end closes it.
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        answer.body = body
        if not self._private:
            self.log.bodies.append((asked, body))
        return answer

    def privately(self, method: str, *words: Any, **options: Any) -> Any:
        """The one answer in which the person may stand."""
        self._private = True
        try:
            return getattr(self, method)(*words, **options)
        finally:
            self._private = False


class Heard:
    """What all browsers asked and were told."""

    def __init__(self) -> None:
        self.addresses: list[bytes] = []
        self.bodies: list[tuple[str, bytes]] = []
