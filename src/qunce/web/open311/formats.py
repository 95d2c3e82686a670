"""One answer in both formats: XML with its roots, JSON without (the Spark convention).

An answer is made of dictionaries, lists, text, numbers and booleans.  A list knows from its own
name what its members are called in XML; a value that is ``None`` is left out of both.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TypeAlias
from xml.etree import ElementTree

from django.http import HttpResponse

Value: TypeAlias = "str | bool | int | float | Sequence[Value] | Mapping[str, Value] | None"

DECLARATION = b'<?xml version="1.0" encoding="utf-8"?>\n'
"""Written by hand: the library would write other quotes, and clients compare it as text."""

MEMBERS = {
    "services": "service",
    "attributes": "attribute",
    "values": "value",
    "service_requests": "request",
    "errors": "error",
    "endpoints": "endpoint",
    "formats": "format",
}
"""What the members of a list are called in XML."""

_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Everything outside of Char in XML 1.0 (section 2.2): no escape makes it well-formed."""


class Format(StrEnum):
    """The suffix of an address, and the type it is answered with."""

    XML = "xml"
    JSON = "json"

    @property
    def media(self) -> str:
        return "text/xml" if self is Format.XML else "application/json"


def answer(
    root: str, value: Value, form: Format, *, status: int = 200, bare_type: bool = False
) -> HttpResponse:
    """``value`` under ``root``; ``bare_type`` leaves the charset out, as discovery must."""
    media = form.media if bare_type else f"{form.media}; charset=utf-8"
    body = as_xml(root, value) if form is Format.XML else as_json(value)
    return HttpResponse(body, content_type=media, status=status)


def as_xml(root: str, value: Value) -> bytes:
    """Well-formed whatever the text holds: what XML cannot hold is left out."""
    body: str = ElementTree.tostring(_element(root, value), encoding="unicode")
    return DECLARATION + body.encode("utf-8")


def as_json(value: Value) -> bytes:
    """The same without its root and without anything that is ``None``."""
    return json.dumps(_without_nothing(value), ensure_ascii=False, allow_nan=False).encode("utf-8")


def _element(name: str, value: Value) -> ElementTree.Element:
    element = ElementTree.Element(name)
    if isinstance(value, Mapping):
        element.extend(_element(key, one) for key, one in value.items() if one is not None)
    elif isinstance(value, str):
        element.text = allowed(value)
    elif isinstance(value, bool):
        element.text = "true" if value else "false"
    elif isinstance(value, int | float):
        element.text = repr(value)
    elif value is not None:
        element.extend(_element(MEMBERS[name], one) for one in value)
    return element


def _without_nothing(value: Value) -> Value:
    if isinstance(value, str):
        return allowed(value)
    if isinstance(value, Mapping):
        return {key: _without_nothing(one) for key, one in value.items() if one is not None}
    if isinstance(value, Sequence):
        return [_without_nothing(one) for one in value]
    return value


def allowed(text: str) -> str:
    """``text`` without what XML 1.0 cannot hold: controls, half surrogates, U+FFFE and U+FFFF."""
    return _NOT_IN_XML.sub("", text)
