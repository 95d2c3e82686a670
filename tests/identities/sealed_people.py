"""People to seal, with words that stand nowhere else."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cast import NOW
from qunce.domain.accounts.models import Post
from qunce.domain.identities import actions
from qunce.domain.identities.contents import Person
from qunce.domain.identities.models import Identity
from qunce.domain.record import Ref

NEIGHBOUR = Person(
    name="钱阿婆甲", phone="+86 139-0571-8823", address="上清村七组槐树底下", words="耳朵不好请大声"
)
MATTER = Ref("voice", "41", "来信 41")


def a_sealed(person: Person = NEIGHBOUR, now: datetime = NOW) -> Identity:
    """``person``, sealed by the action and read back from the database."""
    return Identity.objects.get(pk=actions.seal(person=person, now=now).pk)


def opened(identity: Identity, post: Post, **changes: Any) -> Person:
    """The person, opened by the action with everything it asks for."""
    asked: dict[str, Any] = {
        "about": MATTER,
        "purpose": "call_back",
        "reason": "回电话说明处理结果",
        "now": NOW,
    }
    return actions.open_identity(identity=identity, post=post, **{**asked, **changes})
