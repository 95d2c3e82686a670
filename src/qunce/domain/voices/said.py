"""What comes in when somebody says something, and what they get for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from qunce.domain.accounts.models import Post
from qunce.domain.identities.contents import Person
from qunce.domain.matters.models import Category
from qunce.domain.organisations.models import Place, Unit
from qunce.domain.partners.models import PartnerKey
from qunce.domain.record import Ref
from qunce.domain.voices.models import Voice

SPEAKER = Ref("resident", "", "居民")
"""How the record names whoever speaks: never more than that."""
HANDLER = Ref("post", "", "承办岗位")
"""How the record names a post that handles an accusation: which office has it already tells
which one is accused (信访工作条例, art. 30(3)).  The message's own story names the post."""

Picture = tuple[bytes, bytes]
"""JPEG and a small one, made anew by ``exchange.pictures``."""


@dataclass(frozen=True, slots=True)
class Said:
    """One message as it comes in, from whichever channel; nothing is kept yet."""

    kind: str
    channel: str
    text: str = field(repr=False)
    town: Unit
    submission: str = field(repr=False)
    """Names this sending: 16 to 64 letters and digits drawn at random, a uuid4 in hex."""
    village: Unit | None = None
    place: Place | None = None
    spot: str = ""
    person: Person | None = None
    accused: Unit | None = None
    category: Category | None = None
    details: Mapping[str, Sequence[str]] = field(default_factory=dict)
    said_on: date | None = None
    language: str = "zh-hans"
    pictures: Sequence[Picture] = field(default=(), repr=False)
    keyed_by: Post | None = None
    partner: PartnerKey | None = None
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """The message, and the code that opens it for the speaker."""

    voice: Voice
    code: str = field(repr=False)
    new: bool = True
    """False: the same sending came before; this is its message and its code."""
