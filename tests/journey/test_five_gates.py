"""A whole campaign in browsers: from the directive's gates to the verdict that everybody reads.

* the clerk of the campaign office: writes, asks, reads, answers, presents, issues;
* a resident on a telephone: says something to the plan, and later fills in a slip;
* the secretary of Shangqing village: keys what people wrote on paper;
* the head of a guidance group: makes the four checks of what the office wrote;
* the mayor: keys each batch of slips a second time;
* the county's liaison: reads everything, and can pass no gate.

People are asked on the first day; two days later everything is settled.  At each gate somebody
tries to pass it wrongly, and is told why not.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pypdfium2
import pytest

from journey.conftest import Served
from journey.people import Person, persons
from qunce.kernel import clock

pytestmark = pytest.mark.browser

GATES = ("plan", "problems", "report", "remedy", "verdict")
TEXTS = {
    "plan": "一、今年先修三组路口的路灯。\n\n二、垃圾每天收一次。",
    "problems": "请大家说说，村里最让人不满意的是什么。",
    "report": "一、路灯坏了没人管，是因为没有分到岗位。\n\n二、垃圾清运的钱没有落实。",
    "remedy": "一、路灯由便民服务中心负责，十五天修好。\n\n二、垃圾清运每天一次，村支书负责。",
}
WORDS = "路灯先修学校门口那一段，孩子放学走夜路。"
ON_PAPER = ("路灯的电费谁出要写明白。", "垃圾一天一次不够，夏天要两次。")
ROLL = [("上清村", f"张{n:02d}，{1950 + n}年生") for n in range(15)] + [
    ("东岭村", f"李{n:02d}，{1950 + n}年生") for n in range(15)
]
DICE = "3141526535 3141526535 12345"
DRAWN = 12
ON_WEB = 2
"""Of the twelve in each village; the ten others put theirs into the box."""
CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]")


def errors(person: Person) -> str:
    found = person.page.locator(".error-summary, .field-error")
    return " ".join(found.nth(at).inner_text() for at in range(found.count()))


def push(person: Person, seen: str, path: str, **fields: str) -> str:
    """A step that the page ``seen`` does not offer, sent all the same; what is answered."""
    person.go(seen)
    token = person.page.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    answer = person.page.request.post(
        person.address + path,
        form={"csrfmiddlewaretoken": token, **fields},
        headers={"Referer": person.address + seen},
    )
    assert answer.status == 200, answer.status
    said = re.sub(r"(?s)<(script|style).*?</\1>|<[^>]+>", " ", answer.text())
    return re.sub(r"\s+", " ", said)


def passed(person: Person, kind: str) -> bool:
    """Whether the gate is passed, as everybody reads it."""
    return "已通过" in person.go(f"/campaigns/1/gates/{kind}/")


# --- the steps


def fix_rule(clerk: Person, number: int, *, at_least: int, needs: tuple[str, ...]) -> None:
    """Small numbers, fixed before anybody is asked."""
    clerk.go(f"/office/gates/{number}/")
    page = clerk.page
    page.fill("input[name=at_least]", str(at_least))
    page.fill("input[name=days_open]", "2")
    for one in page.locator("input[name=needs]").all():
        one.set_checked(one.get_attribute("value") in needs)
    page.locator("input[name=ways][value=web]").check()
    page.locator("input[name=ways][value=paper]").check()
    with page.expect_navigation():
        page.locator("main form button.primary").click()
    assert not errors(clerk)


def write(clerk: Person, number: int, text: str) -> None:
    clerk.go(f"/office/documents/{number}/")
    clerk.page.fill("textarea[name=text]", text)
    with clerk.page.expect_navigation():
        clerk.page.locator("main form button").first.click()
    assert not errors(clerk)


def ask(clerk: Person, number: int, title: str, today: date, *, review: bool = False) -> str:
    """People are asked at this gate from today to tomorrow; the path of the office's page."""
    page = clerk.page
    clerk.go(f"/office/consultations/gates/{number}/new/")
    page.fill("input[name=title]", title)
    page.fill("textarea[name=introduction]", "请看看，说说您的想法。")
    if not page.input_value("textarea[name=text]"):
        page.fill("textarea[name=text]", TEXTS["problems"])
    with page.expect_navigation():
        page.locator("main form button.primary").click()
    assert not errors(clerk)
    path = re.sub(r"^https?://[^/]+(/office/consultations/\d+/).*$", r"\1", page.url)
    if review:
        clerk.go(path + "questions/")
        form = page.locator("form[action$='/questions/ready/']")
        form.locator("[name=preset]").first.evaluate(
            "one => { if (one.tagName === 'SELECT') one.value = 'review'; }"
        )
        with page.expect_navigation():
            form.locator("button").last.click()
    clerk.go(path)
    clerk.take(
        "start",
        opens_on=today.isoformat(),
        closes_on=(today + timedelta(days=1)).isoformat(),
    )
    return path


def key_paper(person: Person, path: str, *words: str) -> None:
    """One sheet for each of ``words``, from paper."""
    page = person.page
    for said in words:
        person.go(path + "sheets/")
        choose(page, "channel", "paper")
        page.fill("textarea[name=words0]", said)
        for question in page.locator("fieldset:has(input[name^=q])").all():
            question.locator("input[type=radio]").first.check()
        with page.expect_navigation():
            page.locator("main form button.primary").click()
        assert not errors(person)


def choose(page: Any, name: str, value: str) -> None:
    field = page.locator(f"[name={name}]").first
    if field.evaluate("one => one.tagName") == "SELECT":
        field.select_option(value=value)
    else:
        page.locator(f"[name={name}][value={value}]").check()


def answer_all(clerk: Person, path: str) -> None:
    """Everything is read through for names and answered, the answers are out and posted."""
    page = clerk.page
    clerk.go(path + "names/")
    if page.locator("input[name=point]").count():
        for one in page.locator("input[name=point]").all():
            one.check()
        with page.expect_navigation():
            page.locator("main form button.primary").click()
        with page.expect_navigation():
            page.locator("main form button.primary").click()
    while True:
        clerk.go(path + "points/")
        links = page.locator("main a.row-title")
        if not links.count():
            break
        with page.expect_navigation():
            links.first.click()
        clerk.take("answer", outcome="adopted", reason="写进方案，年底前办好。")
    clerk.go(path)
    clerk.take("tell")
    clerk.go(path + "paper/")
    form = page.locator("form[action$='/paper/posted/']")
    form.locator("[name$=places]").fill("各村公告栏")
    with page.expect_navigation():
        form.locator("button").last.click()
    assert not errors(clerk)


def issue(clerk: Person, number: int) -> None:
    clerk.go(f"/office/documents/{number}/")
    form = clerk.page.locator("form[action$='/issue/']")
    with clerk.page.expect_navigation():
        form.locator("button").last.click()


def make_slips(clerk: Person, today: date) -> tuple[str, dict[str, list[str]]]:
    """The ballot of the verdict, open, and the codes as they stand on the printed slips."""
    page = clerk.page
    clerk.go("/office/ballots/gates/5/new/")
    page.fill("input[name=title]", "请您评一评")
    page.fill("textarea[name=items]", "路灯\n垃圾清运")
    page.fill("input[name=overall]", "总的来说，您满意吗？")
    page.locator("input[name=scale][value=satisfaction]").check()
    page.fill("input[name=opens_on]", today.isoformat())
    page.fill("input[name=closes_on]", (today + timedelta(days=1)).isoformat())
    with page.expect_navigation():
        page.locator("main form button.primary").click()
    assert not errors(clerk)
    path = re.sub(r"^https?://[^/]+(/office/ballots/\d+/).*$", r"\1", page.url)
    roll = "\n".join("\t".join(line) for line in ROLL)
    clerk.go(path + "roll/")
    page.fill("textarea[name=text]", roll)
    with page.expect_navigation():
        page.locator("main form button.primary").click()
    with page.expect_navigation():
        page.locator("button[name=freeze]").click()
    # a roll that was changed after it was frozen is found
    clerk.go(path + "dice/")
    for field in page.locator("input[name^=size_]").all():
        field.fill(str(DRAWN))
    page.fill("textarea[name=dice]", DICE)
    page.fill("textarea[name=text]", roll + "\n东岭村\t不在名册上的人，1990年生")
    with page.expect_navigation():
        page.locator("main form button.primary").click()
    assert errors(clerk)
    for field in page.locator("input[name^=size_]").all():
        field.fill(str(DRAWN))
    page.fill("textarea[name=dice]", DICE)
    page.fill("textarea[name=text]", roll)
    with page.expect_navigation():
        page.locator("main form button.primary").click()
    assert not errors(clerk)
    clerk.go(path + "slips/")
    for field in page.locator("input[name^=reserve_]").all():
        field.fill("0")
    with page.expect_navigation():
        page.locator("main form button.primary").click()
    page.wait_for_selector("a.row-title[href*='/slips/files/']", timeout=90_000)
    codes: dict[str, list[str]] = {}
    for link in page.locator("a.row-title[href*='/slips/files/']").all():
        answer = page.request.get(clerk.address + link.get_attribute("href"))
        document = pypdfium2.PdfDocument(answer.body())
        text = "\n".join(one.get_textpage().get_text_range() for one in document)
        document.close()
        village = next(name for name in ("上清村", "东岭村") if name in text)
        known = codes.setdefault(village, [])
        known += [code for code in dict.fromkeys(CODE.findall(text)) if code not in known]
    assert {name: len(found) for name, found in codes.items()} == {
        "上清村": DRAWN,
        "东岭村": DRAWN,
    }
    with page.expect_navigation():
        page.locator("form[action$='/slips/printed/'] button").click()
    clerk.go(path)
    clerk.take("open")
    return path, codes


def until_offered(person: Person, path: str, act: str) -> None:
    """Until the work that goes on beside the pages is done and ``act`` can be taken."""
    for _ in range(60):
        person.go(path)
        if person.page.locator(f"form[action$='/steps/{act}/'] button:not([disabled])").count():
            return
        person.page.wait_for_timeout(1_000)
    raise AssertionError(f"{act} is not offered: {person.page.inner_text('main')}")


def cast(resident: Person, code: str) -> None:
    """The slip is filled in on a telephone, content with everything."""
    page = resident.page
    resident.go("/vote/")
    page.fill("input[name=code]", code.lower())
    with page.expect_navigation():
        page.locator("main form button.primary").click()
    for name in ("item_1", "item_2", "item_3"):
        page.locator(f"input[name={name}]").first.check()
    with page.expect_navigation():
        page.locator("button[value=look]").click()
    with page.expect_navigation():
        page.locator("button[value=send]").click()
    assert not errors(resident)
    assert page.locator("a[href='/vote/counted/']").count()


def count_paper(
    clerk: Person, mayor: Person, path: str, codes: dict[str, list[str]], ballot: str
) -> None:
    """The stubs of ten slips in each village, a batch each, keyed by two posts."""
    page = clerk.page
    clerk.go(path)
    clerk.take("count")
    clerk.go(path + "box/")
    stubs = [code for found in codes.values() for code in found[ON_WEB:]]
    twice = codes["上清村"][0]
    page.fill("textarea[name=codes]", "\n".join([*stubs, twice]))
    with page.expect_navigation():
        page.locator("main form button.primary").click()
    # a slip sent in on the web is not counted a second time from the box
    assert twice in page.inner_text("main").replace("\xa0", " ") or twice in page.input_value(
        "textarea[name=codes]"
    )
    for village in codes:
        clerk.go(path + "batches/")
        form = page.locator("form:has(input[name=slips])")
        form.locator("select[name=stratum]").select_option(label=village)
        form.locator("input[name=slips]").fill(str(DRAWN - ON_WEB))
        with page.expect_navigation():
            form.locator("button").last.click()
        assert not errors(clerk)
        batch = re.sub(r"^https?://[^/]+", "", page.url)
        if not re.search(r"/batches/\d+/$", batch):
            clerk.go(path + "batches/")
            batch = page.locator("main a.row-title").last.get_attribute("href")
        # one slip too few is refused, and what was keyed is not lost
        key(clerk, batch, 1, DRAWN - ON_WEB - 1)
        assert clerk.page.locator("ol.slip-lines input").first.input_value()
        key(clerk, batch, 1, DRAWN - ON_WEB)
        key(mayor, batch, 2, DRAWN - ON_WEB)
    clerk.go(path + "by-hand/")
    for row in page.locator("main tbody tr").all():
        for field, number in (("handed_out", DRAWN), ("left_over", 0), ("spoiled", 0)):
            row.locator(f"input[name$={field}]").fill(str(number))
    with page.expect_navigation():
        page.locator("main form button.primary").click()
    assert not errors(clerk)


def recount(clerk: Person, path: str) -> None:
    """The dice choose batches, and people count them again in public."""
    page = clerk.page
    clerk.go(path + "recount/")
    page.fill("input[name=share]", "50")
    page.locator("[name=dice]").fill(DICE)
    with page.expect_navigation():
        page.locator("main form button.primary").click()
    assert not errors(clerk)
    while page.locator("main a[href*='/recount/']").count():
        with page.expect_navigation():
            page.locator("main a[href*='/recount/']").first.click()
        half = (DRAWN - ON_WEB) // 2
        for row, marks in zip(
            page.locator("main tbody tr").all(), ((2 * half, 0), (half, half), (half, half)),
            strict=True,
        ):  # fmt: skip
            fields = row.locator("input")
            for at in range(fields.count()):
                fields.nth(at).fill(str(marks[at] if at < 2 else 0))
        page.fill("input[name=invalid]", "0")
        with page.expect_navigation():
            page.locator("main form button.primary").click()
        assert not errors(clerk)
        clerk.go(path + "recount/")


def key(person: Person, batch: str, number: int, slips: int) -> None:
    person.go(f"{batch}key/{number}/")
    fields = person.page.locator("ol.slip-lines input")
    for at in range(slips):
        fields.nth(at).fill("112" if at % 2 else "121")
    with person.page.expect_navigation():
        person.page.locator("main form button.primary").click()


def test_from_the_directive_to_the_verdict(browser: Any, served: Served) -> None:
    with served(0) as address, persons(browser, address) as person:
        clerk, secretary, guide, county, resident = (
            person(login) for login in ("office", "secretary", "guidance", "county", "")
        )
        today = clock.day_of(clock.now(), "Asia/Shanghai")
        # the demo asks about its own plan; another rule begins with breaking that off, in public
        reason = "方案改了，重新问一遍大家。"
        clerk.go("/office/consultations/1/")
        clerk.take("break-off", reason=reason)
        assert reason in county.go("/campaigns/1/gates/plan/")
        for number, kind in enumerate(GATES, start=1):
            fix_rule(
                clerk,
                number,
                at_least=20 if kind == "verdict" else 3,
                needs=("counts_agree", "published")
                if kind == "verdict"
                else (("four_checks",) if kind in ("report", "remedy") else ()),
            )
        for number, kind in enumerate(GATES, start=1):
            write(clerk, number, TEXTS.get(kind, "一、五关都过了。\n\n二、群众怎么评，见结果页。"))

        # nothing is issued before the people were asked, whoever sends the form
        for number, kind in enumerate(GATES, start=1):
            paper = f"/office/documents/{number}/"
            said = push(clerk, paper, f"{paper}issue/", seen_version="1")
            assert "这一关还没过，请先问群众。" in said
            county.page.goto(f"{address}/campaigns/1/documents/{kind}/")
            assert TEXTS.get(kind, "五关都过了")[:12] not in county.page.inner_text("main")

        paths = {
            kind: ask(clerk, number, f"{kind}：请您说说", today, review=kind == "report")
            for number, kind in enumerate(GATES[:4], start=1)
        }
        # no gate is settled while people may still answer
        for kind, path in paths.items():
            assert "请先逐条答复并公布。" in push(clerk, path, path + "steps/settle/")
            assert not passed(clerk, kind)

        # a resident says something on a telephone, and keeps a code
        number = re.findall(r"\d+", paths["plan"])[0]
        resident.go(f"/ask/{number}/")
        _say(resident, WORDS)
        code = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", resident.page.inner_text("main"))
        assert code is not None
        # the village's secretary keys what was written on paper
        key_paper(secretary, paths["plan"], *ON_PAPER)
        for kind in ("problems", "report", "remedy"):
            key_paper(clerk, paths[kind], *ON_PAPER, WORDS)

        # who wrote the document does not check it; the guidance group does
        for kind in ("report", "remedy"):
            asking = _asking_of(guide, kind)
            assert clerk.page.goto(f"{address}{asking}").status in (403, 404)
            for check in ("widely", "accurate", "clear", "real"):
                guide.go(asking)
                form = guide.page.locator(f"form:has(input[name=code][value={check}])")
                form.locator("input[name=holds]").first.check()
                form.locator("textarea[name=reason]").fill("到三个村问过，说的是一回事。")
                with guide.page.expect_navigation():
                    form.locator("button").click()
                assert not errors(guide)

        ballot, codes = make_slips(clerk, today)
        for found in codes.values():
            for one in found[:ON_WEB]:
                cast(resident, one)
        # a second time it is counted no more; a mistyped one says where to look
        resident.go("/vote/")
        resident.page.fill("input[name=code]", codes["上清村"][0])
        with resident.page.expect_navigation():
            resident.page.locator("main form button.primary").click()
        assert not resident.page.locator("input[name=item_1]").count()
        # closing early is refused
        assert "还有 20 张票在外" in push(clerk, ballot, ballot + "steps/count/")
        clerk.go(ballot)
        assert clerk.page.locator("form[action$='/steps/close/']").count() == 0

    with served(2) as address, persons(browser, address) as person:
        clerk, mayor, county, resident = (
            person(login) for login in ("office", "zhenzhang", "county", "")
        )
        for kind, path in paths.items():
            # a point without an answer keeps the gate closed
            clerk.go(path)
            if clerk.page.locator("form[action$='/steps/close/']").count():
                clerk.take("close")
            assert "请先逐条答复并公布。" in push(clerk, path, path + "steps/settle/")
            assert not passed(clerk, kind)
            answer_all(clerk, path)
            clerk.go(path)
            clerk.take("settle")
            issue(clerk, GATES.index(kind) + 1)
            shown = county.go(f"/campaigns/1/documents/{kind}/")
            assert TEXTS[kind][:12].replace("\n", "") in shown.replace("\n", "")
        # the resident reads what came of it under the code
        resident.go("/ask/follow/")
        resident.page.fill("input[name=code]", code.group())
        with resident.page.expect_navigation():
            resident.page.locator("main form button.primary").click()
        assert "写进方案，年底前办好。" in resident.page.inner_text("main")
        told = county.go(f"/asked/{number}/")
        assert WORDS in told
        assert ON_PAPER[0] in told

        # the verdict is not published before every slip is accounted for
        assert "这次投票的状态：投票中。" in push(clerk, ballot, ballot + "steps/close/")
        assert "结果还没有公布。" in push(clerk, ballot, ballot + "steps/settle/")
        assert not passed(clerk, "verdict")
        count_paper(clerk, mayor, ballot, codes, ballot)
        clerk.go(ballot)
        clerk.take("close")
        recount(clerk, ballot)
        clerk.go(ballot)
        clerk.take("publish")
        until_offered(clerk, ballot, "settle")
        clerk.take("settle")
        issue(clerk, 5)
        number = re.findall(r"\d+", ballot)[0]
        result = county.go(f"/ballots/{number}/")
        assert "24" in result
        assert "五关都过了" in county.go("/campaigns/1/documents/closing/")
        files = county.page.request.get(f"{address}/ballots/{number}/files.zip")
        assert files.status == 200
        # the holder of a slip sees that it was counted
        resident.go("/vote/counted/")
        resident.page.fill("input[name=code]", codes["东岭村"][-1])
        with resident.page.expect_navigation():
            resident.page.locator("main form button.primary").click()
        assert "已计入" in resident.page.inner_text("main")


def _say(resident: Person, words: str) -> None:
    """Through the parts of the form to its end."""
    page = resident.page
    for _ in range(6):
        if page.locator("textarea[name=text]").count():
            page.fill("textarea[name=text]", words)
        button = page.locator("main form.asking button.primary")
        with page.expect_navigation():
            button.click()
        if "/receipt/" in page.url:
            return
    raise AssertionError(page.url)


def _asking_of(guide: Person, kind: str) -> str:
    """Where the guidance group checks the document of this gate, from its own first page."""
    guide.go("/office/")
    for link in guide.page.locator("a[href*='/checks/']").all():
        address = str(link.get_attribute("href"))
        if "/askings/" not in address:
            continue
        seen = guide.go(address)
        if f"{kind}：请您说说" in seen:
            return address
        guide.go("/office/")
    raise AssertionError(f"the guidance group finds no document to check at {kind}")
