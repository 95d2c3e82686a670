"""Another program that talks to us, and what it talks about."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.test import Client

from cast import NOW, SYSTEM, Cast
from qunce.domain.matters.actions import add_category
from qunce.domain.matters.models import Category
from qunce.domain.voices.actions import receive
from qunce.domain.voices.models import Voice
from qunce.domain.voices.said import Said
from web.open311.conformance import Answer

FORM = "application/x-www-form-urlencoded; charset=utf-8"
REAL, TEST = "/open311/v2/", "/open311/test/v2/"
LAMP = {
    "service_code": "street-light",
    "address_string": "上清村村口",
    "description": "路灯两个月不亮",
    "attribute[lamps]": "one",
}
"""A report without fault."""
PERSON = {
    "first_name": "标记名",
    "last_name": "标",
    "phone": "13911112222",
    "email": "marker-mail@example.org",
    "device_id": "marker-device",
    "account_id": "marker-account",
}
MARKERS = ("标记名", "13911112222", "1391111", "marker-mail", "marker-device", "marker-account")


class Program:
    """Sends and reads at one endpoint, with a key or without, and keeps no cookie."""

    def __init__(self, key: str = "", endpoint: str = REAL) -> None:
        self.key = key
        self.endpoint = endpoint
        self.client = Client(enforce_csrf_checks=True)

    def get(self, address: str, **query: str) -> Answer:
        return self.call("GET", address, query=query)

    def post(
        self, fields: Mapping[str, Any] | None = None, form: str = "xml", **more: Any
    ) -> Answer:
        """Hands in ``fields``; a list is sent as often as it is long."""
        sent = {**(LAMP if fields is None else fields), **more}
        if self.key and "api_key" not in sent:
            sent["api_key"] = self.key
        sent = {name: value for name, value in sent.items() if value is not None}
        body = urlencode(sent, doseq=True).encode("ascii")
        return self.call("POST", f"requests.{form}", body=body, type=FORM)

    def call(
        self,
        method: str,
        address: str,
        *,
        query: Mapping[str, str] | None = None,
        body: bytes = b"",
        type: str = "",
    ) -> Answer:
        path = address if address.startswith("/") else self.endpoint + address
        headers = {"CONTENT_TYPE": type} if type else {}
        response = self.client.generic(
            method, path + (f"?{urlencode(query)}" if query else ""), body, type or "", **headers
        )
        assert not response.cookies, "no session, no cookie"
        return Answer(response.status_code, response["Content-Type"], response.content)


def street_light(**words: Any) -> Category:
    """Asks for the number of lamps, and three things more that need not be said."""
    return add_category(
        code="street-light",
        name="路灯",
        name_en="Street lights",
        group="道路与公共设施",
        keywords="路灯,照明",
        questions=[
            {
                "code": "lamps",
                "datatype": "singlevaluelist",
                "required": True,
                "description": "几盏灯有问题",
                "description_en": "How many lights",
                "values": [
                    {"key": "one", "name": "一盏", "name_en": "One"},
                    {"key": "all", "name": "整条路", "name_en": "The whole road"},
                ],
            },
            {
                "code": "signs",
                "datatype": "multivaluelist",
                "description": "有什么情况",
                "hint": "可以选几项",
                "values": [{"key": "dark", "name": "不亮"}, {"key": "wire", "name": "电线外露"}],
            },
            {"code": "pole", "datatype": "string", "description": "灯杆编号"},
            {"code": "height", "datatype": "number", "description": "几米高"},
            {"code": "since", "datatype": "datetime", "description": "从什么时候起"},
        ],
        actor=SYSTEM,
        now=NOW,
        **words,
    )


def road(**words: Any) -> Category:
    return add_category(code="road", name="道路桥梁", actor=SYSTEM, now=NOW, **words)


def a_voice(cast: Cast, category: Category | None = None, **changes: Any) -> Voice:
    """A message from a resident's own page, unless ``channel`` says otherwise."""
    now: datetime = changes.pop("now", NOW)
    given: dict[str, Any] = {
        "kind": "problem",
        "channel": "web",
        "text": "村口路灯不亮",
        "town": cast.town,
        "submission": uuid4().hex,
        "village": cast.village,
        "category": category,
    }
    return receive(said=Said(**{**given, **changes}), now=now).voice
