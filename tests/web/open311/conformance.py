"""A reader of GeoReport v2 that believes nothing: each answer is checked against the tables of
the protocol before a test may look at it.

It knows the specification only, nothing of how the answers are made.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree

DECLARATION = b'<?xml version="1.0" encoding="utf-8"?>'
TYPES = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}
BARE_TYPES = {"xml": "text/xml", "json": "application/json"}
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@dataclass(frozen=True)
class Field:
    """``kind``: text, bool, int, float, instant, one of several words, or the shape of members."""

    kind: Any
    required: bool = True


def needed(kind: Any = "text") -> Field:
    return Field(kind)


def may(kind: Any = "text") -> Field:
    return Field(kind, required=False)


@dataclass(frozen=True)
class Shape:
    """An object: its fields in the protocol's names, and its name in XML."""

    name: str
    fields: dict[str, Field]


SERVICE = Shape(
    "service",
    {
        "service_code": needed(),
        "service_name": needed(),
        "description": needed(),
        "metadata": needed("bool"),
        "type": needed(("realtime", "batch", "blackbox")),
        "keywords": may(),
        "group": may(),
    },
)
VALUE = Shape("value", {"key": needed(), "name": needed()})
DATATYPES = ("string", "number", "datetime", "text", "singlevaluelist", "multivaluelist")
ATTRIBUTE = Shape(
    "attribute",
    {
        "variable": needed("bool"),
        "code": needed(),
        "datatype": needed(DATATYPES),
        "required": needed("bool"),
        "datatype_description": needed(),
        "order": needed("int"),
        "description": needed(),
        "values": may([VALUE]),
    },
)
DEFINITION = Shape(
    "service_definition", {"service_code": needed(), "attributes": needed([ATTRIBUTE])}
)
ACCEPTED = Shape(
    "request",
    {
        "service_request_id": may(),
        "token": may(),
        "service_notice": may(),
        "account_id": may(),
    },
)
REQUEST = Shape(
    "request",
    {
        "service_request_id": needed(),
        "status": needed(("open", "closed")),
        "status_notes": may(),
        "service_name": needed(),
        "service_code": needed(),
        "description": may(),
        "agency_responsible": may(),
        "service_notice": may(),
        "requested_datetime": needed("instant"),
        "updated_datetime": needed("instant"),
        "expected_datetime": may("instant"),
        "address": may(),
        "address_id": may(),
        "zipcode": may(),
        "lat": may("float"),
        "long": may("float"),
        "media_url": may(),
    },
)
ERROR = Shape("error", {"code": needed("int"), "description": needed()})
ENDPOINT = Shape(
    "endpoint",
    {
        "specification": needed(("http://wiki.open311.org/GeoReport_v2",)),
        "url": needed(),
        "changeset": needed("instant"),
        "type": needed(("production", "test")),
        "formats": needed(["format"]),
    },
)
DISCOVERY = Shape(
    "discovery",
    {
        "changeset": needed("instant"),
        "contact": needed(),
        "key_service": needed(),
        "endpoints": needed([ENDPOINT]),
    },
)


@dataclass(frozen=True)
class Answer:
    """What came over the wire, whoever carried it."""

    status: int
    type: str
    body: bytes


def read_services(answer: Answer, form: str) -> list[dict[str, Any]]:
    services = read(answer, form, "services", [SERVICE])
    codes = [one["service_code"] for one in services]
    assert len(set(codes)) == len(codes)
    return services


def read_definition(answer: Answer, form: str) -> dict[str, Any]:
    found: dict[str, Any] = read(answer, form, "service_definition", DEFINITION)
    orders = [one["order"] for one in found["attributes"]]
    assert all(order > 0 for order in orders)
    assert len(set(orders)) == len(orders)
    for one in found["attributes"]:
        assert bool(one.get("values")) == one["datatype"].endswith("list"), one
        keys = [value["key"] for value in one.get("values", [])]
        assert len(set(keys)) == len(keys)
    return found


def read_accepted(answer: Answer, form: str) -> dict[str, Any]:
    (found,) = read(answer, form, "service_requests", [ACCEPTED])
    assert ("service_request_id" in found) != ("token" in found), "one of the two"
    return dict(found)


def read_requests(answer: Answer, form: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = read(answer, form, "service_requests", [REQUEST])
    for one in found:
        assert ("lat" in one) == ("long" in one)
        assert one["updated_datetime"] >= one["requested_datetime"]
        assert abs(one.get("lat", 0)) <= 90
        assert abs(one.get("long", 0)) <= 180
    return found


def read_errors(answer: Answer, form: str, status: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = read(answer, form, "errors", [ERROR], status=status)
    assert found, "an error without a reason"
    assert status in [one["code"] for one in found]
    return found


def read_discovery(answer: Answer, form: str) -> dict[str, Any]:
    found: dict[str, Any] = read(answer, form, "discovery", DISCOVERY, bare=True)
    now = datetime.now(UTC)
    for one in (found, *found["endpoints"]):
        assert one["changeset"] <= now
    for one in found["endpoints"]:
        assert "text/xml" in one["formats"], "XML is mandatory"
        assert one["url"].startswith(("http://", "https://"))
    return found


def read(
    answer: Answer, form: str, root: str, kind: Any, *, status: int = 200, bare: bool = False
) -> Any:
    """The answer as Python has it, after everything about it was found to be in order."""
    assert answer.status == status, answer.body[:600]
    assert answer.type == (BARE_TYPES if bare else TYPES)[form]
    answer.body.decode("utf-8")
    if form == "xml":
        assert answer.body.startswith(DECLARATION)
        element = ElementTree.fromstring(answer.body)  # noqa: S314  (our own answer)
        assert element.tag == root
        return _from_xml(element, kind)
    return _from_json(json.loads(answer.body, parse_constant=_no_number), kind)


def _no_number(name: str) -> None:
    raise AssertionError(f"{name} is no JSON")


def _from_xml(element: ElementTree.Element, kind: Any) -> Any:
    assert not element.attrib
    if isinstance(kind, list):
        (member,) = kind
        name = member.name if isinstance(member, Shape) else member
        assert [one.tag for one in element] == [name] * len(element)
        assert not (element.text or "").strip()
        return [_from_xml(one, member if isinstance(member, Shape) else "text") for one in element]
    if isinstance(kind, Shape):
        assert element.tag == kind.name
        tags = [one.tag for one in element]
        assert len(set(tags)) == len(tags), f"twice in {kind.name}: {tags}"
        _check_names(tags, kind)
        return {one.tag: _from_xml(one, kind.fields[one.tag].kind) for one in element}
    assert len(element) == 0
    return _typed(element.text or "", kind)


def _from_json(value: Any, kind: Any) -> Any:
    assert value is not None, "no nulls"
    if isinstance(kind, list):
        (member,) = kind
        assert isinstance(value, list), "lists are bare arrays"
        return [_from_json(one, member if isinstance(member, Shape) else "text") for one in value]
    if isinstance(kind, Shape):
        assert isinstance(value, dict)
        _check_names(list(value), kind)
        return {name: _from_json(one, kind.fields[name].kind) for name, one in value.items()}
    wanted = {"bool": bool, "int": int, "float": float}.get(kind if isinstance(kind, str) else "")
    if wanted:
        assert type(value) is wanted, f"{value!r} is not {wanted.__name__}"
        return value
    assert isinstance(value, str), f"{value!r} must be text"
    return _typed(value, kind)


def _check_names(names: list[str], shape: Shape) -> None:
    assert set(names) <= set(shape.fields), f"foreign in {shape.name}: {names}"
    missing = {name for name, field in shape.fields.items() if field.required} - set(names)
    assert not missing, f"missing in {shape.name}: {missing}"


def _typed(text: str, kind: Any) -> Any:
    if isinstance(kind, tuple):
        assert text in kind
        return text
    if kind == "bool":
        assert text in ("true", "false")
        return text == "true"
    if kind == "int":
        return int(text)
    if kind == "float":
        assert "." in text, "degrees with decimals"
        return float(text)
    if kind == "instant":
        assert INSTANT.fullmatch(text), text
        return datetime.fromisoformat(text)
    assert text.strip(), "an empty field is left out"
    return text
