"""The same five people everywhere, in the same two towns.

* the clerk: campaign office of Qingquan town, who drafts and adopts;
* the secretary: party branch of Shangqing village, who owes duties;
* the leader: leading official of Qingquan;
* the viewer: of the county above, who may look and not touch;
* the outsider: clerk of the campaign office of Baishi town, with all the powers of the clerk and
  no business in Qingquan.

Everything is made by the actions that make it in life.  No real place or person is meant.
"""

from __future__ import annotations

import functools
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import pytest
from django.conf import UserSettingsHolder
from django.conf import settings as settings_now
from django.db import connection
from django.utils.translation import get_language

from qunce.domain.accounts.actions import add_post, add_staff, appoint
from qunce.domain.accounts.models import Post, User
from qunce.domain.organisations.actions import add_area, add_unit
from qunce.domain.organisations.models import Area, Unit
from qunce.domain.record import Ref
from written_again import Onlooker, Written, written_by

T = TypeVar("T")
P = ParamSpec("P")

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
"""Half past nine in the morning of Monday, 2 March 2026, in Qingquan."""
TODAY = date(2026, 3, 2)
IN_OFFICE_SINCE = date(2026, 1, 5)
SYSTEM = Ref("system", "setup", "Qunce")
PASSWORD = "five people, two towns"

PEOPLE = {
    "clerk": "林晓禾",
    "secretary": "李广田",
    "leader": "沈慧兰",
    "viewer": "贺知远",
    "outsider": "丁外乡",
    "first": "周明川",
    "teacher": "曹育英",
}
"""Names and log-in names that stand nowhere else, so that a leak of one can be searched for."""


@dataclass(frozen=True)
class Cast:
    """The towns, and the posts of the five; ``person`` gives who holds a post."""

    county: Unit
    town: Unit
    village: Unit
    hill_village: Unit
    """A village whose branch has no secretary yet: nobody answers there."""
    school: Unit
    clinic: Unit
    other_town: Unit
    other_village: Unit
    east: Area
    clerk: Post
    secretary: Post
    leader: Post
    viewer: Post
    outsider: Post
    first: Post
    """First responsible person of the town: the post that signs, not one of the five."""
    teacher: Post

    def person(self, name: str) -> User:
        return User.objects.get(username=f"log-in-{name}")

    @property
    def five(self) -> dict[str, Post]:
        names = ("clerk", "secretary", "leader", "viewer", "outsider")
        return {name: getattr(self, name) for name in names}


def build_cast() -> Cast:
    """Both towns with their posts and people, through the actions."""
    east = add_area(code="east", name="东片区", actor=SYSTEM, now=NOW)
    county = _unit("qinghe", "青禾县", "county", None)
    town = _unit("qingquan", "清泉镇", "town", county)
    other_town = _unit("baishi", "白石镇", "town", county)
    village = _unit("shangqing", "上清村", "village", town, area=east)
    return Cast(
        county=county,
        town=town,
        village=village,
        hill_village=_unit("dongling", "东岭村", "village", town, area=east),
        school=(school := _unit("xuexiao", "清泉镇中心学校", "school", town)),
        clinic=_unit("weishengyuan", "清泉镇卫生院", "clinic", town),
        other_town=other_town,
        other_village=_unit("baishi-xiacun", "白石镇下村", "village", other_town),
        east=east,
        clerk=_post("clerk", town, "活动办公室干事", "campaign_office"),
        secretary=_post("secretary", village, "党支部书记", "secretary"),
        leader=_post("leader", town, "党委副书记、镇长", "leader"),
        viewer=_post("viewer", county, "县活动办联络员", "viewer"),
        outsider=_post("outsider", other_town, "活动办公室干事", "campaign_office"),
        first=_post("first", town, "党委书记", "first_responsible"),
        teacher=_post("teacher", school, "党支部书记、校长", "secretary"),
    )


def _unit(code: str, name: str, kind: str, parent: Unit | None, **more: Any) -> Unit:
    return add_unit(code=code, name=name, kind=kind, parent=parent, actor=SYSTEM, now=NOW, **more)


def _post(who: str, unit: Unit, title: str, role: str) -> Post:
    post = add_post(
        unit=unit, code=f"{unit.code}-{role}", title=title, role=role, actor=SYSTEM, now=NOW
    )
    user = add_staff(username=f"log-in-{who}", name=PEOPLE[who], password=None, now=NOW)
    appoint(post=post, user=user, since=IN_OFFICE_SINCE, actor=SYSTEM, now=NOW)
    return post


@dataclass
class Stage:
    """Where the cast of the test that runs now was put on."""

    cast: Cast
    record: str
    keys: Path
    onlooker: Onlooker
    patches: pytest.MonkeyPatch

    def is_as_it_was(self, cast: Cast) -> bool:
        """Whether nothing was written since, nothing replaced, and no other hand is in between."""
        return (
            self.cast is cast
            and not self.onlooker.saw_writing
            and connection.execute_wrappers == [self.onlooker]
            and not self.patches._setattr
            and self.keys == settings_now.KEYS
            and (self.keys / "record.key").exists()
        )


stages: list[Stage] = []
"""The stage of the test that runs now; none where it has no cast, or wrote before it asked."""
_kept: dict[tuple[str, ...], Written[Any] | None] = {}
"""How to write again what was made, by its name and the name of the record; None: not at all."""
_casts: dict[str, tuple[Written[Cast], Path]] = {}
"""How to put the cast on again, and the key that signed for it, by the name of the record."""


@pytest.fixture
def cast(
    db: None,
    settings: Any,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Cast]:
    """The cast on an empty record, whose key lies in a folder of this test's own.

    Made by the actions for the first test of a process, written again for the others.
    """
    keys = settings.KEYS = tmp_path / "keys"
    record = _empty_record()
    if not record or keys.exists():
        yield build_cast()
        return
    if record in _casts:
        written, signed_with = _casts[record]
        shutil.copytree(signed_with, keys)
        put_on = written.again()
    else:
        put_on, first = written_by(build_cast)
        assert first
        _casts[record] = first, tmp_path_factory.mktemp("cast") / "keys"
        shutil.copytree(keys, _casts[record][1])
    stages[:] = [Stage(put_on, record, keys, Onlooker(), monkeypatch)]
    with connection.execute_wrapper(stages[0].onlooker):
        yield put_on
    stages.clear()


def kept(make: Callable[Concatenate[Cast, P], T]) -> Callable[Concatenate[Cast, P], T]:
    """A builder that makes its thing by the actions the first time in a process.

    Called with the cast alone, where nothing but the cast stands, it writes the same again from
    then on, under the same settings; unless the thing has files of its own.
    """

    name = f"{make.__module__}.{make.__qualname__}"

    @functools.wraps(make)
    def made(cast: Cast, /, *given: P.args, **changes: P.kwargs) -> T:
        if given or changes or not (stages and stages[0].is_as_it_was(cast)):
            return make(cast, *given, **changes)
        place = name, stages[0].record, get_language() or "", _changed_settings()
        if place not in _kept:
            files = _files()
            thing, written = written_by(lambda: make(cast, *given, **changes))
            _kept[place] = written if _files() == files else None
        elif written := _kept[place]:
            thing = written.again()
        else:
            thing = make(cast, *given, **changes)
        return thing

    return made


def _changed_settings() -> str:
    """What a test has set otherwise, but for the folders that every test has of its own."""
    changed: dict[str, Any] = {}
    holder = settings_now._wrapped
    while isinstance(holder, UserSettingsHolder):
        changed = {**vars(holder), **changed}
        holder = holder.default_settings
    told = {name: value for name, value in changed.items() if name.isupper()}
    return repr(sorted((name, told[name]) for name in told.keys() - {"KEYS", "MEDIA_ROOT"}))


def _files() -> set[Path]:
    """What lies in the folders of this test."""
    folders = (settings_now.KEYS, settings_now.MEDIA_ROOT)
    return {path for folder in folders for path in Path(folder).rglob("*")}


def _empty_record() -> str:
    """The name of this database's record; empty where a test wrote before it asked for the cast."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT origin FROM record_treestate WHERE size = 0"
            " AND NOT EXISTS (SELECT 1 FROM accounts_user)"
            " AND NOT EXISTS (SELECT 1 FROM accounts_post)"
            " AND NOT EXISTS (SELECT 1 FROM organisations_unit)"
            " AND NOT EXISTS (SELECT 1 FROM organisations_area)"
        )
        found = cursor.fetchone()
    return str(found[0]) if found else ""
