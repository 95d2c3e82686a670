"""A matter that is sprouting, from the third household to the problem, as three people see it.

* the clerk of the campaign office: reads the card, asks the place, judges, puts it on the list;
* the secretary of 石桥村: finds the question in the notices and answers it, and reads no message;
* one more household, on a telephone, a day later: joins the alert that goes on.
"""

from __future__ import annotations

import re
from typing import Any

import pytest

from journey.conftest import Served
from journey.people import persons

pytestmark = pytest.mark.browser

KNOWN = "采石场上个月换了料，正在加装喷淋。"
SIXTH = "石粉又飘过来了，夜里也在拉。"


def test_from_the_third_household_to_the_problem(browser: Any, served: Served) -> None:
    with served(0) as address, persons(browser, address) as person:
        clerk, secretary = person("office"), person("shiqiao")
        assert "石桥村" in clerk.go("/office/")
        clerk.page.locator("section[aria-labelledby=warnings] a.row-title").first.click()
        clerk.page.wait_for_url("**/office/warnings/*/")
        card = re.sub(r"^https?://[^/]+", "", clerk.page.url)
        said = clerk.page.inner_text("main")
        assert "5人反映，平常" in said
        assert all(words in said for words in ("晒在院坝里的衣服都是白粉", "菜叶子上全是石粉"))
        assert said.count("查过，不是这个原因") == 5

        # it stands on the map too, and the tile leads to it
        clerk.go("/office/warnings/")
        tile = clerk.page.locator("svg.town-map a[href]")
        assert (tile.count(), tile.get_attribute("href")) == (1, card)
        tile.press("Enter")
        clerk.page.wait_for_url(f"**{card}")

        # the clerk asks the place, whose secretary answers and reads no message
        clerk.take("ask")
        secretary.go("/office/week/")
        assert secretary.page.locator("#said + ul [id^=line-question-]").count() == 1
        secretary.go("/office/notices/")
        with secretary.page.expect_navigation():
            secretary.page.locator("main form button, main a").filter(has_text="前往").first.click()
        assert card in secretary.page.url
        assert "晒在院坝里" not in secretary.page.inner_text("main")
        secretary.take("answer", answer=KNOWN)

        # the clerk judges and puts it on the list
        assert KNOWN in clerk.go(card)
        with clerk.page.expect_navigation():
            clerk.page.locator("button[name=says][value=real]").click()
        clerk.take("problem")
        said = clerk.page.inner_text("main")
        assert "已列入问题清单" in said
        assert "1条是对的" in said
        clerk.page.locator("p.notice.good a").click()
        clerk.page.wait_for_url("**/office/problems/*/")
        assert "石桥村" in clerk.page.inner_text("main")

    with served(1) as address, persons(browser, address) as person:
        resident, clerk = person(""), person("office")
        resident.go("/say/in/shiqiao/")
        resident.page.fill("textarea[name=text]", SIXTH)
        resident.page.locator("label:has(input[name=contact][value=no])").click()
        resident.page.locator("main form button.primary").click()
        resident.page.wait_for_url("**/say/receipt/")
        clerk.go("/office/voices/")
        clerk.page.locator("a.row-title", has_text=SIXTH[:8]).click()
        clerk.page.wait_for_url("**/office/voices/*/")
        clerk.take("register", category=clerk.choose("register", "category", "污染"))

    with served(2) as address, persons(browser, address) as person:
        clerk = person("office")
        said = clerk.go(card)
        assert "又有1人，一共6人" in said
        assert SIXTH in said
        clerk.go("/office/warnings/")
        assert clerk.page.locator("section[aria-labelledby=open] li").count() == 1
