"""Nothing counts people: no signing-in for presence, no points, no ranks, no time, no scores.

The rules against formalism forbid such counting, and so does what the product will not do.  Names
(models, fields, addresses, queries, headings of what is handed out) are cut into their words;
sentences of templates and of both languages are searched as they stand.  What only looks like it is
let pass by its exact name, with the reason, and an exception nobody needs any more is an error.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

import polib
import pytest
from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

from architecture.tree import PACKAGE, templates, told

# --- words

WORDS: dict[str, tuple[str, ...]] = {
    "being there": ("checkin", "checkins", "attendance", "attendances", "attended", "clocked"),
    "points": ("points", "credits", "credit", "coins", "medals", "medal", "streak", "streaks"),
    "ranks": ("rank", "ranks", "ranked", "ranking", "rankings", "leaderboard", "league"),
    "time": ("hours", "dwell", "idle"),
    "completion": ("completeness", "kpi"),
    "scores": ("score", "scores", "scoring", "scored", "grade", "grades", "grading", "rating"),
}
"""Words a name must not have, one by one."""

PAIRS: dict[str, tuple[tuple[str, str], ...]] = {
    "being there": (("check", "in"), ("clock", "in"), ("present", "rate"), ("signed", "in")),
    "time": (
        *(("online", word) for word in ("time", "minutes", "seconds", "since")),
        *(("study", word) for word in ("time", "minutes", "duration", "length")),
        *(("learning", word) for word in ("time", "minutes", "duration")),
        ("last", "seen"),
        ("last", "active"),
        ("last", "login"),
        ("login", "count"),
        ("time", "spent"),
        ("watch", "time"),
    ),
    "completion": (
        ("completion", "rate"),
        ("completion", "percent"),
        ("percent", "done"),
        ("percent", "complete"),
        ("done", "rate"),
        ("done", "share"),
    ),
}
"""Two words beside each other."""

SENTENCES = re.compile(
    r"\bcheck-?ins?\b|\bchecked in\b|\bclock(?:ed)? in\b"
    r"|\battendance(?! lists?\b)|\babsence rate\b"
    r"|\b(?:earn|award|collect|gain|bonus|reward|lose)\w* (?:\w+ )?points?\b"
    r"|\bpoints? (?:earned|awarded|collected|total|balance|table|system|per)\b|\bcredits?\b"
    r"|\brank(?:s|ed|ing|ings)?\b|\bleader-?boards?\b|\bleague tables?\b"
    r"|\b(?:best|worst|top|bottom) (?:\w+ )?(?:units?|branches|villages?|members?|secretar\w+)\b"
    r"|\b(?:online|log-?in|screen) (?:time|hours|minutes)\b|\btime (?:online|spent)\b"
    r"|\blast (?:seen|active|online)\b"
    r"|\b(?:study|learning|training|class) (?:hours?|time|minutes)\b"
    r"|\bhours? (?:of study|studied)\b"
    r"|\b(?:completion|finishing|participation|fulfilment) rates?\b|\bpercent (?:complete|done)\b"
    r"|\bscor(?:es?|ed|ing)\b|\bratings?\b|\bkpis?\b|\bgrad(?:es?|ed|ing) of\b",
    re.IGNORECASE,
)
CHINESE = re.compile(
    "打卡|签到|考勤|点名册|出勤|到会率|参会率|出席率|缺勤"
    "|积分|学分|加分|扣分|金币|勋章"
    "|排名|排行|名次|红黑榜|光荣榜|先进榜|末位|倒数|龙虎榜"
    "|在线时长|在线时间|使用时长|登录次数|登录天数|活跃度|最近在线"
    "|学时|课时|学习时长|学习时间|累计学习"
    "|完成率|完成度|参学率|达标率|覆盖率|办结率|兑现率"
    "|得分|评分|打分|分值|总分|(?<!百)分数|量化考核|画像|点赞"
)

# --- what only looks like it

OPINIONS = "a point of a consultation is an opinion, one thing that somebody said"
SLIPS = "the list of a ballot on which is ticked that a slip was taken"

LET_PASS: dict[str, str] = {
    **dict.fromkeys(
        (
            *("consultations.Answer.points", "consultations.Consultation.points"),
            *("consultations.Grouping.points", "consultations.Meeting.points"),
            *("consultations.Paragraph.points", "consultations.Sheet.points"),
            *("gates.Passage.points", "gates.Passage.points_answered"),
        ),
        OPINIONS,
    ),
    "campaigns.Draft.rewritten_score": "how much a text looks rewritten by a machine",
    "accounts.User.last_login": "a field of the framework's, which no page and no query reads",
}
"""Models and fields by their exact name."""

LET_PASS_ADDRESSES: dict[str, str] = {
    "office:consultation_points": "the opinions of a consultation",
    "consultations/<int:pk>/points/": "the opinions of a consultation",
    "consultations/<int:pk>/points/alike/": "the opinions of a consultation",
    "consultations/<int:pk>/points/together/": "the opinions of a consultation",
    "consultations/<int:pk>/points/<int:point_pk>/": "an opinion of a consultation",
    "consultations/<int:pk>/points/<int:point_pk>/<slug:act>/": "an opinion of a consultation",
}

LET_PASS_NAMES: dict[str, str] = {
    **dict.fromkeys(
        (
            "src/qunce/domain/consultations/queries/counting.py points",
            "src/qunce/domain/consultations/queries/counting.py points_answered",
            "src/qunce/domain/consultations/queries/reading.py points",
            "src/qunce/domain/consultations/queries/reading.py _points",
            "src/qunce/domain/consultations/queries/reading.py points_to_check",
            "src/qunce/domain/consultations/queries/reading.py points_to_show",
            "src/qunce/exchange/open_data/asked.py _points",
            "src/qunce/exchange/open_data/asked.py points",
            "src/qunce/exchange/open_data/asked.py points_answered",
            "src/qunce/exchange/paper/boards.py points",
        ),
        OPINIONS,
    ),
    **dict.fromkeys(
        (
            "src/qunce/exchange/paper/forms.py Attendance",
            "src/qunce/exchange/paper/forms.py attendance_list",
            "src/qunce/exchange/paper/words.py AttendanceWords",
            "src/qunce/exchange/paper/words.py attendance_words",
        ),
        SLIPS,
    ),
    "src/qunce/exchange/ledgers/columns.py score": "how well a heading fits a column",
    "src/qunce/exchange/ledgers/reading.py score": "how well a heading fits a column",
    "src/qunce/exchange/ics.py hours": "how often a calendar asks for the feed again",
}
"""Names in queries and in what is handed out: ``place name``."""

LET_PASS_TEXTS: dict[str, str] = {"attendance": SLIPS}
"""Texts in what is handed out, exactly."""


# --- the scans

_GAP = re.compile(r"%\(\w+\)\w")
"""A gap of a sentence; its name is no word that somebody reads."""


def cut(name: str) -> list[str]:
    """The words of ``a_name``, ``aName`` or ``a-name``, small."""
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)
    return re.findall(r"[a-z0-9]+", parted.lower())


def counts_people(name: str) -> str:
    """Which kind of counting ``name`` speaks of; empty when none."""
    words = cut(name)
    for kind, forbidden in WORDS.items():
        if any(word in forbidden for word in words):
            return kind
    beside = set(pairwise(words))
    for kind, pairs in PAIRS.items():
        if beside & set(pairs):
            return kind
    return ""


def says_so(text: str) -> list[str]:
    """The words by which a sentence, English or Chinese, speaks of counting people."""
    said = _GAP.sub(" ", text)
    return [match.group(0) for search in (SENTENCES, CHINESE) for match in search.finditer(said)]


def models_and_fields(models: Iterable[type]) -> Iterator[str]:
    for model in models:
        meta = model._meta  # type: ignore[attr-defined]
        name = f"{meta.app_label}.{meta.object_name}"
        yield name
        yield from (f"{name}.{field.name}" for field in meta.get_fields())


def addresses(patterns: Iterable[object], space: str = "", at: str = "") -> Iterator[str]:
    """The name and the pattern of each address of ours."""
    for one in patterns:
        here = at + str(one.pattern)  # type: ignore[attr-defined]
        if isinstance(one, URLResolver):
            if not here.startswith("accounts/"):
                yield from addresses(one.url_patterns, one.namespace or space, here)
        elif isinstance(one, URLPattern):
            yield here
            if one.name:
                yield f"{space}:{one.name}" if space else one.name


def names_in(source: str) -> Iterator[str]:
    """Functions, classes, fields, keys and short texts (headings) of a module."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id
        elif isinstance(node, ast.keyword) and node.arg:
            yield node.arg
        elif isinstance(node, ast.Dict):
            for key in node.keys:
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    yield key.value


def headings_in(source: str) -> Iterator[str]:
    """Every text in a module but its docstrings."""
    tree = ast.parse(source)
    silent = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):  # a text below a field explains it
            silent.add(id(node.value))
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in silent
        ):
            yield node.value


def visible(template: str) -> str:
    """A template without comments, and without the names of variables, tags and classes.

    What it says to a person stays, and so do the texts it has translated.
    """
    shown = re.sub(r"\{#.*?#\}", " ", template)
    said = " ".join(re.findall(r"""\{% translate ["'](.*?)["']""", shown))
    blocks = " ".join(re.findall(r"\{% blocktranslate[^%]*%\}(.*?)\{% end", shown, re.DOTALL))
    plain = re.sub(r"\{[%{].*?[%}]\}|<[^>]*>", " ", shown)
    labels = " ".join(re.findall(r"""(?:title|alt|aria-label|placeholder)="([^"{]*)\"""", shown))
    return " ".join((plain, said, re.sub(r"\{[%{].*?[%}]\}", " ", blocks), labels))


# --- they see what is planted


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("study.Member.points", "points"),
        ("study.Session.check_in_at", "being there"),
        ("study.CheckIn", "being there"),
        ("organisations.Unit.rank", "ranks"),
        ("office:leaderboard", "ranks"),
        ("accounts.User.online_seconds", "time"),
        ("accounts.Post.last_seen_at", "time"),
        ("study.Member.study_minutes", "time"),
        ("study.Member.hours", "time"),
        ("duties.completion_rate", "completion"),
        ("members/<int:pk>/score/", "scores"),
        ("attendance_rate", "being there"),
    ],
)
def test_a_planted_name_is_seen(name: str, kind: str) -> None:
    assert counts_people(name) == kind


@pytest.mark.parametrize(
    "name",
    [
        "checks.CheckList",
        "office:check_list_new",
        "checks.Stop.looked_at",
        "consultations.Point",
        "study.Session.present",
        "voices.Clock.settled",
        "budgets.FormUse.saves",
        "practice.Target.number",
        "practice.ProjectStep.done_on",
        "campaigns.configurations",
    ],
)
def test_names_that_only_sound_like_it_are_let_pass(name: str) -> None:
    assert counts_people(name) == ""


@pytest.mark.parametrize(
    "text",
    [
        "Check-in at 9",
        "You earned 3 points",
        "The best village this month",
        "Ranking of units",
        "Study hours: 12",
        "Completion rate 80%",
        "Last seen yesterday",
        "Attendance: 12 of 20",
        "Your score",
        "今日打卡",
        "学习积分",
        "各村排名",
        "在线时长",
        "完成率 80%",
        "会议签到",
        "累计学时",
        "考核得分",
    ],
)
def test_a_planted_sentence_is_seen(text: str) -> None:
    assert says_so(text)
    assert says_so(visible(f"<p>{text}</p>"))
    assert says_so(visible(f'<p>{{% translate "{text}" %}}</p>'))
    assert says_so(visible("{% blocktranslate %}" + text + "{% endblocktranslate %}"))
    assert list(headings_in(f"HEADS = [{text!r}]")) == [text]


@pytest.mark.parametrize(
    "text",
    [
        "Every point has its answer",
        "About %(score)d doubtful wordings in 1,000 characters",
        "满意的比例请填 1 到 100 的百分数",
        "Check list made",
        "Attendance lists, from the same roll",
        "Checks and daily numbers",
        "Sign in",
        "At least 60 percent content",
        "评议",
        "三分之二以上满意",
        "每条意见都有答复",
    ],
)
def test_sentences_that_only_sound_like_it_are_let_pass(text: str) -> None:
    assert says_so(text) == []


def test_comments_and_names_of_variables_are_no_sentences() -> None:
    assert says_so(visible('{# no ranking here #}<p class="score">{{ unit.rank }}</p>')) == []
    assert says_so(visible('<p title="Your score">')) == ["score"]


# --- the product


def _refused(found: Iterable[str], let_pass: dict[str, str]) -> list[str]:
    return sorted({one for one in found if counts_people(one) and one not in let_pass})


def _ours() -> list[type]:
    return [model for model in apps.get_models() if model.__module__.startswith("qunce.")]


def test_no_model_and_no_field() -> None:
    there = list(models_and_fields(_ours()))
    assert len(there) > 300
    assert _refused(there, LET_PASS) == []


def test_no_address() -> None:
    there = [name.removeprefix("office/") for name in addresses(get_resolver().url_patterns)]
    assert len(there) > 200
    assert _refused(there, LET_PASS_ADDRESSES) == []


def _readers() -> list[Path]:
    """Where figures are made and handed out: queries, and everything that writes a file."""
    domain = [
        path
        for path in (PACKAGE / "domain").rglob("*.py")
        if "queries" in path.parts or path.name == "queries.py"
    ]
    return sorted([*domain, *(PACKAGE / "exchange").rglob("*.py")])


def test_no_query_and_no_heading_of_what_is_handed_out() -> None:
    assert len(_readers()) > 40
    found = [
        f"{told(path)} {name}"
        for path in _readers()
        for name in names_in(path.read_text(encoding="utf-8"))
        if counts_people(name)
    ]
    assert sorted({one for one in found if one not in LET_PASS_NAMES}) == []
    said = [
        f"{told(path)}: {text}"
        for path in _readers()
        for text in headings_in(path.read_text(encoding="utf-8"))
        if says_so(text) and text not in LET_PASS_TEXTS
    ]
    assert said == []


def test_no_template() -> None:
    found = {
        told(path): words
        for path in templates()
        if (words := says_so(visible(path.read_text(encoding="utf-8"))))
    }
    assert found == {}


def test_no_sentence_in_either_language() -> None:
    catalogue = polib.pofile(str(PACKAGE / "locale/zh_Hans/LC_MESSAGES/django.po"))
    said = [
        text
        for entry in catalogue
        if not entry.obsolete
        for text in (entry.msgid, entry.msgid_plural, entry.msgstr, *entry.msgstr_plural.values())
        if says_so(text)
    ]
    assert said == []


def test_no_configuration() -> None:
    found = {
        told(path): words
        for path in sorted(PACKAGE.rglob("*.toml"))
        if (words := says_so(path.read_text(encoding="utf-8")))
    }
    assert found == {}


def test_no_exception_is_left_over() -> None:
    there = {*models_and_fields(_ours())}
    assert sorted(name for name in LET_PASS if name not in there) == []
    at = {name.removeprefix("office/") for name in addresses(get_resolver().url_patterns)}
    assert sorted(name for name in LET_PASS_ADDRESSES if name not in at) == []
    names = {
        f"{told(path)} {name}"
        for path in _readers()
        for name in names_in(path.read_text(encoding="utf-8"))
    }
    assert sorted(name for name in LET_PASS_NAMES if name not in names) == []
