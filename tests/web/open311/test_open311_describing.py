"""Discovery, services and their definitions, each in both formats."""

from __future__ import annotations

import pytest
from django.test import Client

from builders import statements
from cast import NOW, SYSTEM, Cast
from qunce.domain.matters.actions import add_category, close_category
from qunce.domain.matters.models import Category
from qunce.domain.organisations.models import Unit
from web.open311.conformance import (
    Answer,
    read_definition,
    read_discovery,
    read_errors,
    read_services,
)
from web.open311.programs import REAL, TEST, Program


def test_discovery_names_both_endpoints(program: Program, form: str) -> None:
    found = read_discovery(program.get(f"/open311/discovery.{form}"), form)
    assert [(one["type"], one["url"]) for one in found["endpoints"]] == [
        ("production", f"http://testserver{REAL}"),
        ("test", f"http://testserver{TEST}"),
    ]
    assert [one["formats"] for one in found["endpoints"]] == [["text/xml", "application/json"]] * 2
    assert "青禾县" in found["contact"]
    assert "/open311/" in found["key_service"]


def test_discovery_says_the_same_in_both_formats(program: Program) -> None:
    one, two = (
        read_discovery(program.get(f"/open311/discovery.{form}"), form) for form in ("xml", "json")
    )
    assert one == two


def test_discovery_stands_before_anything_else_does(db: None, form: str) -> None:
    found = read_discovery(Program().get(f"/open311/discovery.{form}"), form)
    assert len(found["endpoints"]) == 2


def test_the_changeset_moves_when_a_service_comes_or_goes(
    program: Program, way: Category, form: str
) -> None:
    from datetime import timedelta

    def changeset() -> object:
        return read_discovery(program.get(f"/open311/discovery.{form}"), form)["changeset"]

    first, county = changeset(), Unit.objects.get(parent=None)
    close_category(category=way, unit=county, actor=SYSTEM, now=NOW + timedelta(hours=1))
    assert changeset() == NOW + timedelta(hours=1)
    assert first == NOW


def test_the_page_about_keys_is_for_people(program: Program) -> None:
    response = Client().get("/open311/", headers={"accept-language": "en"})
    assert response.status_code == 200
    page = response.content.decode()
    assert 'id="key"' in page
    assert f"http://testserver{REAL}" in page


@pytest.mark.parametrize("endpoint", [REAL, TEST])
def test_services_are_listed(program: Program, form: str, endpoint: str) -> None:
    program.endpoint = endpoint
    found = read_services(program.get(f"services.{form}"), form)
    assert [one["service_code"] for one in found] == ["road", "street-light"]
    light = found[1]
    assert light["service_name"] == "路灯"
    assert light["metadata"] is True
    assert light["type"] == "realtime"
    assert (light["keywords"], light["group"]) == ("路灯,照明", "道路与公共设施")
    assert found[0]["metadata"] is False
    assert "group" not in found[0]


def test_both_formats_list_the_same_services(program: Program) -> None:
    one, two = (read_services(program.get(f"services.{form}"), form) for form in ("xml", "json"))
    assert one == two


def test_services_speak_the_reader_s_language(program: Program, form: str) -> None:
    response = program.client.get(f"{REAL}services.{form}", headers={"accept-language": "en"})
    answer = Answer(response.status_code, response["Content-Type"], response.content)
    (light,) = [one for one in read_services(answer, form) if one["service_code"] == "street-light"]
    assert light["service_name"] == "Street lights"


def test_only_what_is_offered_is_a_service(program: Program, way: Category, form: str) -> None:
    add_category(code="accounts", name="村务账目", offered=False, actor=SYSTEM, now=NOW)
    county = Unit.objects.get(parent=None)
    close_category(category=way, unit=county, actor=SYSTEM, now=NOW)
    found = read_services(program.get(f"services.{form}"), form)
    assert [one["service_code"] for one in found] == ["street-light"]
    for code in ("accounts", "road"):
        read_errors(program.get(f"services/{code}.{form}"), form, 404)
        read_errors(program.post({"service_code": code, "lat": "1", "long": "1"}, form), form, 404)


def test_a_definition_tells_every_attribute(program: Program, form: str) -> None:
    found = read_definition(program.get(f"services/street-light.{form}"), form)
    assert found["service_code"] == "street-light"
    lamps, signs, pole, height, since = found["attributes"]
    assert (lamps["code"], lamps["datatype"], lamps["required"], lamps["variable"]) == (
        "lamps",
        "singlevaluelist",
        True,
        True,
    )
    assert lamps["values"] == [{"key": "one", "name": "一盏"}, {"key": "all", "name": "整条路"}]
    assert (signs["datatype"], signs["required"]) == ("multivaluelist", False)
    assert signs["datatype_description"] == "可以选几项"
    assert [one["order"] for one in found["attributes"]] == [1, 2, 3, 4, 5]
    assert [one["datatype"] for one in (pole, height, since)] == ["string", "number", "datetime"]


def test_a_service_without_questions_has_an_empty_definition(program: Program, form: str) -> None:
    found = read_definition(program.get(f"services/road.{form}"), form)
    assert found["attributes"] == []


def test_an_unknown_service_is_not_there(program: Program, form: str) -> None:
    read_errors(program.get(f"services/no-such.{form}"), form, 404)


@pytest.mark.parametrize(
    "address", ["services", "services/street-light", "requests", "/open311/discovery"]
)
def test_an_empty_jurisdiction_is_as_good_as_none(
    program: Program, form: str, address: str
) -> None:
    without = program.get(f"{address}.{form}")
    assert without.status == 200
    assert program.get(f"{address}.{form}", jurisdiction_id="") == without


@pytest.mark.parametrize(
    "address", ["services", "services/street-light", "requests", "requests/1", "tokens/1"]
)
def test_a_foreign_jurisdiction_is_not_there(program: Program, form: str, address: str) -> None:
    answer = program.get(f"{address}.{form}", jurisdiction_id="example.org")
    (error,) = read_errors(answer, form, 404)
    assert "example.org" in error["description"]


@pytest.mark.parametrize("code", ["qinghe", "qingquan"])
def test_county_and_towns_are_jurisdictions(program: Program, form: str, code: str) -> None:
    assert read_services(program.get(f"services.{form}", jurisdiction_id=code), form)


def test_a_village_is_no_jurisdiction(program: Program, cast: Cast, form: str) -> None:
    read_errors(program.get(f"services.{form}", jurisdiction_id=cast.village.code), form, 404)


@pytest.mark.parametrize(
    "address",
    [
        "services.html",
        "services",
        "services.xml/",
        "requests.rss",
        "requests/1.html",
        "nothing.xml",
        "",
        "services/street-light/x.xml",
        "/open311/discovery.html",
        "/open311/v3/services.xml",
        "/open311/v2",
    ],
)
def test_an_unknown_suffix_or_resource_is_an_error_in_xml(program: Program, address: str) -> None:
    read_errors(program.get(address), "xml", 404)


def test_an_unknown_resource_in_json_is_an_error_in_json(program: Program) -> None:
    read_errors(program.get("nothing.json"), "json", 404)


@pytest.mark.parametrize("address", ["services.xml", "services/street-light.xml", "requests.xml"])
def test_two_slashes_between_endpoint_and_resource_do_no_harm(
    program: Program, address: str
) -> None:
    assert program.get(f"{REAL}/{address}").status == 200


@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize(
    "address", ["services", "services/street-light", "requests", "/open311/discovery"]
)
def test_other_methods_are_answered_405(
    program: Program, form: str, method: str, address: str
) -> None:
    read_errors(program.call(method, f"{address}.{form}"), form, 405)


def test_posting_where_nothing_is_taken_is_answered_405(program: Program, form: str) -> None:
    read_errors(program.call("POST", f"services.{form}"), form, 405)
    read_errors(program.call("TRACE", f"nothing.{form}"), form, 405)


def test_heads_are_answered_like_the_whole(program: Program, form: str) -> None:
    whole = program.get(f"services.{form}")
    head = program.call("HEAD", f"services.{form}")
    assert (head.status, head.type) == (whole.status, whole.type)
    assert head.body == b""


def test_services_cost_the_same_whatever_their_number(program: Program, form: str) -> None:
    def cost() -> int:
        return len(statements(lambda: program.get(f"services.{form}")))

    before = cost()
    for number in range(5):
        add_category(code=f"more-{number}", name=f"更多{number}", actor=SYSTEM, now=NOW)
    assert cost() == before <= 3
    assert len(statements(lambda: program.get(f"services/street-light.{form}"))) <= 3
    assert len(statements(lambda: program.get(f"/open311/discovery.{form}"))) <= 3
