"""From a resident's message to a closed, confirmed, second-looked problem, as five people see it.

* the resident, on a telephone: says it, follows it by the code, says how it is;
* the clerk of the campaign office: sorts it, puts it on the problem list, closes;
* the service centre's head, who must put it right: accepts, takes in hand, says it is fixed,
  answers;
* the mayor, who did not do it: goes and looks;
* the county's liaison: sees the problem, and neither the message nor who spoke.

Thirty-one days after the closing the resident is asked again, and ninety-one days after.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest

from journey.conftest import Served
from journey.people import Person, persons

pytestmark = pytest.mark.browser

WORDS = "文化广场的健身器材断了一根横杆，小孩还在上面爬，怕要出事。"
PHONE = "13912345678"
TITLE = "文化广场健身器材断裂"
OUTCOME = "断裂的器材已更换，旁边加了软垫和提示牌。"


def follow(person: Person, code: str) -> str:
    person.go("/follow/")
    person.page.fill("input[name=code]", code)
    person.page.locator("main form button.primary").click()
    person.page.wait_for_url("**/follow/*/")
    text: str = person.page.inner_text("main")
    return text


def say(person: Person, says: str, words: str) -> None:
    person.page.fill("textarea[name=result_words]", words)
    with person.page.expect_navigation():
        person.page.locator(f"button[name=says][value={says}]").click()


def test_the_whole_story(browser: Any, served: Served) -> None:
    with served(0) as address, persons(browser, address) as person:
        resident, clerk, head, mayor, county = (
            person(login) for login in ("", "office", "bianmin", "zhenzhang", "county")
        )
        # the resident speaks and gets a code
        resident.go("/say/in/shangqing/")
        resident.page.fill("textarea[name=text]", WORDS)
        resident.page.locator("label:has(input[name=contact][value=yes])").click()
        resident.page.fill("input[name=phone]", PHONE)
        resident.page.locator("main form button.primary").click()
        resident.page.wait_for_url("**/say/receipt/")
        code = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", resident.page.inner_text("main"))
        assert code is not None

        # the clerk sorts it
        clerk.go("/office/voices/")
        clerk.page.locator("a.row-title", has_text=WORDS[:20]).click()
        clerk.page.wait_for_url("**/office/voices/*/")
        message = re.sub(r"^https?://[^/]+", "", clerk.page.url)
        clerk.take(
            "register",
            category=clerk.choose("register", "category", "安全"),
            unit=clerk.choose("register", "unit", "便民服务中心"),
        )
        # the unit accepts; who spoke stays sealed
        seen = head.go(message)
        assert WORDS in seen
        assert PHONE not in head.page.content()
        head.take("accept", route="handling", words="明天先围起来，再换新的。")

        # the clerk puts it on the list
        clerk.go(f"/office/problems/new/?voice={message.rstrip('/').rsplit('/', 1)[1]}")
        clerk.page.fill("input[name=title]", TITLE)
        clerk.page.fill("textarea[name=statement]", "健身器材横杆断裂，儿童攀爬有危险。")
        clerk.page.locator("main form button.primary").click()
        clerk.page.wait_for_url("**/office/problems/*/")
        problem = re.sub(r"^https?://[^/]+", "", clerk.page.url)
        clerk.take(
            "list",
            lead_unit=clerk.choose("list", "lead_unit", "便民服务中心"),
            responsible=clerk.choose("list", "responsible", "便民服务中心"),
            due_on=(date.today() + timedelta(days=14)).isoformat(),  # noqa: DTZ011
            standard="横杆更换，能安全使用",
        )
        # the head puts it right, and cannot close it
        head.go(problem)
        head.take("take-in-hand")
        head.take("claim", done="更换横杆，四周铺软垫。")
        head.go(problem)
        for act in ("check", "close"):
            assert head.page.locator(f"form[action$='/{act}/']").count() == 0

        # the mayor goes and looks; the resident is asked
        mayor.go(problem)
        mayor.take("check", passed="yes", finding="到现场看了，横杆已换，稳固。")
        follow(resident, code[0])
        say(resident, "fixed", "换好了")

        # the clerk closes, the head answers
        clerk.go(problem)
        clerk.take("close", outcome=OUTCOME)
        assert OUTCOME in clerk.go(problem)
        head.go(message)
        head.take("answer", outcome="support", facts="横杆焊口锈断。", opinion="已更换，加铺软垫。")
        assert "已更换，加铺软垫。" in follow(resident, code[0])

        # the county sees what became of it, and not who said what
        assert TITLE in county.go(problem)
        assert WORDS not in county.page.content()
        assert county.page.goto(county.address + message).status == 404

    with served(31) as address, persons(browser, address) as person:
        resident, clerk = person(""), person("office")
        assert TITLE in follow(resident, code[0])
        say(resident, "fixed", "还是好的")
        assert "还是好的" in clerk.go(problem)

    with served(92) as address, persons(browser, address) as person:
        resident, clerk = person(""), person("office")
        follow(resident, code[0])
        say(resident, "not_fixed", "横杆又松了")
        page = clerk.go(problem)
        assert "横杆又松了" in page
        assert clerk.page.locator(f"form[action='{problem}take-in-hand/']").count() == 0
        head = person("bianmin")
        head.go(problem)
        head.take("take-in-hand")
