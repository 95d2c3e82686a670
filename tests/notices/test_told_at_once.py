"""Two processes that tell, and two ticks that mail, at the same moment: each thing once."""

from __future__ import annotations

import threading
from collections import Counter
from typing import Any

from cast import build_cast
from jobs.real_processes import Town
from notices.telling import PLAIN, notice
from notices.test_mailing import Office, mail_to
from qunce.domain.notices.models import Notice

TELLER = """
import sys, django
django.setup()
from notices.telling import ABOUT, NOW, PLAIN
from qunce.domain.accounts.models import Post
from qunce.domain.notices.actions import tell_posts
posts = list(Post.objects.values_list("pk", flat=True))
print("ready", flush=True)
sys.stdin.readline()
for thing in range(int(sys.argv[1])):
    new = tell_posts(posts=posts, kind=PLAIN, key=f"thing:{thing}", about=ABOUT, params={},
                     path="/office/", now=NOW)
    print(*(f"{thing}:{post}" for post in new), flush=True)
"""

TICK = """
import sys, django
django.setup()
from qunce.cli.tick import do_due_work
from notices.telling import NOW
print("ready", flush=True)
sys.stdin.readline()
results = do_due_work(NOW)
assert not any(done.trouble for done in results), results
print(sum(done.count for done in results if done.place.endswith("send_mails")))
"""


def test_two_who_tell_the_same_at_once_tell_it_once(own_town: Town) -> None:
    cast = build_cast()
    posts, things = len({*cast.five.values(), cast.first, cast.teacher}), 40
    said = own_town.race(TELLER, str(things))
    told = Counter(word for one in said for word in one.split())
    assert set(told.values()) == {1}, "both were told that it was new"
    assert len(told) == posts * things == Notice.objects.filter(kind=PLAIN).count()


def test_two_ticks_at_once_send_each_mail_once(own_town: Town, monkeypatch: Any) -> None:
    cast = build_cast()
    posts = [*cast.five.values(), cast.first, cast.teacher]
    for post in posts:
        mail_to(post)
        for number in range(3):
            notice(post, f"thing:{number}")
    with Office() as office:
        office.takes = 0.05  # so that both are at it together
        serving = threading.Thread(target=office.serve_forever, args=(0.01,))
        serving.start()
        host, port = office.server_address[:2]
        monkeypatch.setenv("QUNCE_MAIL_HOST", str(host))
        monkeypatch.setenv("QUNCE_MAIL_PORT", str(port))
        said = own_town.race(TICK)
        office.shutdown()
        serving.join()
    assert Counter(letter["To"] for letter in office.letters()) == Counter(
        f"post-{post.pk}@example.org" for post in posts
    )
    assert all(letter.get_content().count("- ") == 3 for letter in office.letters())
    assert sum(map(int, said)) == len(posts), said
