"""What the public and office pages cost: statements and CPU per request, for few and many actions.

    python benchmarks/pages.py [REQUESTS]

Uses SQLite in a temporary folder with the product's settings and asks each page through Django's
test client, so the figures leave out the server and the network.  The two columns stand for a
campaign of a handful of actions and for one of three hundred.
"""

# ruff: noqa: T201

import os
import sys
import tempfile
import time
from datetime import UTC, date, datetime

REQUESTS = int(sys.argv[1]) if len(sys.argv) > 1 else 30

folder = tempfile.TemporaryDirectory()
os.environ["QUNCE_DATA"] = folder.name
os.environ["DJANGO_SETTINGS_MODULE"] = "qunce.config.settings"
os.environ["QUNCE_HOSTS"] = "testserver"
os.environ["QUNCE_SECOND_FACTOR"] = "0"

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from qunce.cli.demo.seed import seed_once  # noqa: E402
from qunce.domain.accounts.models import Post, User  # noqa: E402
from qunce.domain.campaigns.actions import adopt, draft_directive, settle_basics  # noqa: E402
from qunce.domain.campaigns.models import Campaign, Draft  # noqa: E402

NOW = datetime(2026, 9, 1, 2, tzinfo=UTC)


def directive(duties: int) -> str:
    said = "".join(f"各村要办好第{number}件实事。\n" for number in range(1, duties + 1))
    return (
        "清泉镇关于开展活动的通知\n\n一、总体要求\n总体要求是：党员干部受教育、人民群众得实惠。\n\n"
        f"二、主要任务\n{said}"
    )


def campaign_of(duties: int) -> tuple[Campaign, Draft]:
    """An adopted campaign with that many duties, and an open draft of the same directive."""
    office = Post.objects.select_related("unit").get(code="qingquan-office")
    drafts = [
        draft_directive(
            unit=office.unit,
            source_name="通知.txt",
            source_media="text/plain",
            text=directive(duties),
            template="learn-check-fix",
            actor=office,
            now=NOW,
        )
        for _ in range(2)
    ]
    settle_basics(
        draft=drafts[0],
        title="活动",
        starts_on=date(2026, 9, 1),
        ends_on=date(2027, 2, 28),
        actor=office,
        now=NOW,
    )
    drafts[0].refresh_from_db()
    return adopt(draft=drafts[0], actor=office, now=NOW), drafts[1]


def cost(client: Client, address: str) -> tuple[int, float, int]:
    """Statements, milliseconds of CPU per request, and bytes of one page."""
    answer = client.get(address)
    if answer.status_code != 200:
        raise SystemExit(f"{address}: {answer.status_code}")
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    statements = len(asked)  # before the next request empties the log
    started = time.process_time()
    for _ in range(REQUESTS):
        client.get(address)
    return statements, (time.process_time() - started) / REQUESTS * 1000, len(answer.content)


def main() -> None:
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    seed_once(NOW)
    few, many = campaign_of(3), campaign_of(300)
    anybody, office = Client(), Client()
    office.force_login(User.objects.get(username="office"))
    village = "shangqing"
    print(f"{connection.vendor}, {REQUESTS} requests a page")
    print(f"{'page':<34}{'statements':>14}{'CPU ms':>16}{'bytes':>20}")
    for name, client, address in (
        ("campaign", anybody, "/campaigns/{campaign}/"),
        ("all actions", anybody, "/campaigns/{campaign}/actions/"),
        ("branch", anybody, "/campaigns/{campaign}/units/" + village + "/"),
        ("directive", anybody, "/campaigns/{campaign}/directive/"),
        ("record", anybody, "/record/"),
        ("office: what is to be done", office, "/office/"),
        ("office: review of a draft", office, "/office/directives/{draft}/"),
    ):
        costs = [
            cost(client, address.format(campaign=campaign.pk, draft=draft.pk))
            for campaign, draft in (few, many)
        ]
        (few_asked, few_cpu, few_bytes), (asked, cpu, length) = costs
        print(
            f"{name:<34}{few_asked:>6} ->{asked:>5}{few_cpu:>8.1f} ->{cpu:>5.1f}"
            f"{few_bytes:>10} ->{length:>7}"
        )


if __name__ == "__main__":
    main()
