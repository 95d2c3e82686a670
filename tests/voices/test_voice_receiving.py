"""A message comes in: in whatever script, once, with a code that opens it and nothing else."""

from __future__ import annotations

import hashlib
import json
import stat
import uuid
from typing import Any

import pytest

from builders import kinds_since, latest, statements
from cast import NOW, TODAY, Cast, build_cast
from jobs.real_processes import Town
from qunce.config import environment
from qunce.domain.record.models import Entry
from qunce.domain.record.receipts import verify_receipt
from qunce.domain.voices import actions, codes
from qunce.domain.voices.models import Step, Voice, VoicePicture
from qunce.domain.voices.queries import story
from qunce.kernel.refusals import Refused
from voices_made import DAY, TEXT, a_category, a_person, a_voice, as_now, received, registered

# --- what is written


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("灯", "灯"),
        ("灯" * 4000, "灯" * 4000),
        ("  路灯不亮\n\n", "路灯不亮"),
        ("路灯\x00不亮", "路灯不亮"),
        ("第一行\r\n第二行\x0b第三行", "第一行\n第二行\n第三行"),
        ("\x1b[31m红\x1b[0m", "[31m红[0m"),
        ("表\t格", "表\t格"),
        ("👩‍👩‍👧 路灯🔦坏了 ✊🏽", "👩‍👩‍👧 路灯🔦坏了 ✊🏽"),
        ("བོད་ཡིག ئۇيغۇرچە ᠮᠣᠩᠭᠣᠯ", "བོད་ཡིག ئۇيغۇرچە ᠮᠣᠩᠭᠣᠯ"),
        ("𠮷𡈽 𰻞𰻞面", "𠮷𡈽 𰻞𰻞面"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("'; DROP TABLE voices_voice; --", "'; DROP TABLE voices_voice; --"),
    ],
    ids=[
        "one sign", "4000 signs", "space around", "a NUL", "line ends", "escapes", "a tab",
        "emoji", "Tibetan, Uyghur, Mongolian", "beyond the basic plane", "markup", "SQL",
    ],
)  # fmt: skip
def test_what_is_said_is_kept(cast: Cast, typed: str, kept: str) -> None:
    assert as_now(a_voice(cast, text=typed)).text == kept


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "words_missing"),
        (" \n\t ", "words_missing"),
        ("\x00\x01", "words_missing"),
        ("\u200b\u200d\u2060", "words_missing"),
        ("灯" * 4001, "words_too_long"),
        ("路灯\ud83d不亮", "words_broken"),
    ],
    ids=["nothing", "space", "controls", "nothing to see", "4001 signs", "half an emoji"],
)
def test_what_says_nothing_or_cannot_be_kept_is_refused(cast: Cast, typed: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        a_voice(cast, text=typed)
    assert refused.value.codes == (code,)
    assert not Voice.objects.exists()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"kind": "song"}, "voice_kind_unknown"),
        ({"channel": "pigeon"}, "voice_channel_unknown"),
        ({"submission": "short"}, "voice_submission_unknown"),
        ({"said_on": TODAY + DAY}, "voice_said_in_future"),
        ({"latitude": 30.0}, "voice_coordinates_wrong"),
        ({"latitude": float("nan"), "longitude": 1.0}, "voice_coordinates_wrong"),
        ({"latitude": 91.0, "longitude": 1.0}, "voice_coordinates_wrong"),
        ({"spot": "村" * 121}, "words_too_long"),
        ({"details": {"lamps": ["x" * 1001]}}, "voice_details_wrong"),
        ({"details": {str(n): ["x"] for n in range(41)}}, "voice_details_wrong"),
        ({"language": "kl ingon"}, "voice_language_unknown"),
        ({"pictures": [(b"x", b"y")] * 11}, "voice_too_many_pictures"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_comes_with_it_is_looked_at_too(
    cast: Cast, changes: dict[str, Any], code: str
) -> None:
    with pytest.raises(Refused) as refused:
        a_voice(cast, **changes)
    assert code in refused.value.codes


def test_a_place_in_another_town_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        a_voice(cast, village=cast.other_village)
    assert refused.value.codes == ("voice_place_is_elsewhere",)


def test_answers_with_a_nul_are_kept_without_it(cast: Cast) -> None:
    voice = a_voice(cast, details={"lamps": ["a\x00b", ""], "pole": ["  "]}, spot="三组\x00\n塘边")
    assert (as_now(voice).details, as_now(voice).spot) == ({"lamps": ["ab"]}, "三组 塘边")


def test_pictures_have_names_that_say_nothing(cast: Cast) -> None:
    voice = a_voice(cast, pictures=[(b"big", b"small"), (b"two", b"t")])
    rows = list(VoicePicture.objects.filter(voice=voice))
    assert [row.picture.read() for row in rows] == [b"big", b"two"]
    assert all(voice.number not in row.picture.name for row in rows)
    for row in rows:
        row.picture.close()
        row.picture.delete(save=False)
        row.small.delete(save=False)


# --- once


def test_a_double_tap_gives_one_message_and_the_same_code(cast: Cast) -> None:
    submission = uuid.uuid4().hex
    first = received(cast, submission=submission, person=a_person())
    size = Entry.objects.count()
    second = received(cast, submission=submission, person=a_person())
    assert (first.new, second.new) == (True, False)
    assert (second.voice, second.code) == (first.voice, first.code)
    assert (Voice.objects.count(), Step.objects.count(), kinds_since(size)) == (1, 1, [])


def test_the_same_words_in_two_sendings_are_two_messages(cast: Cast) -> None:
    assert received(cast).voice != received(cast).voice


TAPPER = """
import sys, django
django.setup()
from qunce.domain.organisations.models import Unit
from qunce.domain.voices.actions import receive
from qunce.domain.voices.said import Said
from qunce.kernel.clock import now
town = Unit.objects.get(code="qingquan")
print("ready", flush=True)
sys.stdin.readline()
for tap in range(int(sys.argv[1])):
    got = receive(said=Said(kind="problem", channel="web", text="灯", town=town,
                            submission=f"{tap:032x}"), now=now())
    print(got.voice.pk, got.code, int(got.new), flush=True)
"""


def test_two_taps_at_once_in_two_processes_give_one_message(own_town: Town) -> None:
    build_cast()
    taps = 25
    left, right = (
        [line.split() for line in said.splitlines()] for said in own_town.race(TAPPER, str(taps))
    )
    assert [line[:2] for line in left] == [line[:2] for line in right]
    assert [int(a[2]) + int(b[2]) for a, b in zip(left, right, strict=True)] == [1] * taps
    assert Voice.objects.count() == taps


# --- the code


def test_the_code_opens_its_message_however_it_is_typed(cast: Cast) -> None:
    got = received(cast)
    signs = got.code.replace("-", "")
    assert (len(signs), set(signs) <= set(codes.SIGNS)) == (12, True)
    full_width = "".join(chr(ord(one) + 0xFEE0) for one in signs)
    for typed in (
        got.code,
        signs,
        got.code.lower(),
        f"  {got.code} ",
        " ".join(signs),
        got.code.replace("0", "o").replace("1", "l"),
        got.code.replace("0", "O").replace("1", "I"),
        full_width,
    ):
        assert codes.find_by_code(typed) == got.voice, typed
    assert codes.code_of(as_now(got.voice)) == got.code


@pytest.mark.parametrize("typed", ["", "A", "U" * 12, "x" * 5000, "%" * 12, "\x00" * 12, "灯" * 12])
def test_what_is_no_code_opens_nothing(cast: Cast, typed: str) -> None:
    a_voice(cast)
    assert codes.find_by_code(typed) is None


def test_one_sign_off_opens_nothing(cast: Cast) -> None:
    got = received(cast)
    for at, sign in enumerate(got.code):
        if sign != "-":
            other = codes.SIGNS[(codes.SIGNS.index(sign) + 1) % 32]
            assert codes.find_by_code(got.code[:at] + other + got.code[at + 1 :]) is None


def test_the_database_does_not_hold_the_code(cast: Cast) -> None:
    got = received(cast)
    row = Voice.objects.filter(pk=got.voice.pk).values().get()
    signs = got.code.replace("-", "")
    assert all(signs not in str(value).replace("-", "").upper() for value in row.values())


def test_with_another_key_the_same_database_opens_nothing(cast: Cast, settings: Any) -> None:
    got = received(cast)
    settings.VOICE_CODE_KEY = "another key"
    assert codes.find_by_code(got.code) is None
    assert codes.code_of(got.voice) != got.code


def test_codes_use_their_sixty_bits() -> None:
    drawn = [codes.code_for(uuid.uuid4().hex) for _ in range(2000)]
    assert len(set(drawn)) == len(drawn)
    for place in range(12):
        assert len({code[place] for code in drawn}) == 32


def test_the_key_is_made_once_and_read_by_nobody_else(tmp_path: Any) -> None:
    path = tmp_path / "keys" / "voices.key"
    made = environment.secret("QUNCE_CODE_KEY", path)
    assert environment.secret("QUNCE_CODE_KEY", path) == made
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


# --- the record and the receipt


def test_the_record_tells_that_something_was_said_and_not_a_word_of_it(cast: Cast) -> None:
    voice = a_voice(cast, person=a_person(), spot="三组水塘", category=a_category())
    entry = latest()
    assert (entry.kind, entry.subject) == ("voice.received", voice.ref)
    assert entry.actor.kind == "resident"
    digest = hashlib.sha256((voice.salt + voice.text).encode()).hexdigest()
    assert entry.facts == {
        "kind": "problem",
        "channel": "web",
        "village": "shangqing",
        "words_sha256": digest,
    }
    for marker in (TEXT, TEXT[:6], "三组水塘", "罗阿婆", "139 5555", voice.salt, voice.uid):
        assert marker not in entry.canonical


def test_with_the_receipt_a_speaker_can_show_what_was_said(cast: Cast) -> None:
    voice = a_voice(cast)
    registered(cast, voice)
    shown: Any = json.loads(json.dumps(codes.public_receipt(as_now(voice))))
    assert verify_receipt({**shown}) == []
    facts = json.loads(shown["entry"])["facts"]
    assert facts["words_sha256"] == codes.words_sha256(shown["salt"], shown["words"])
    assert shown["words"] == TEXT


def test_when_it_cannot_be_recorded_it_was_not_received(
    cast: Cast, settings: Any, tmp_path: Any
) -> None:
    settings.KEYS = tmp_path / "a folder without the key"
    with pytest.raises(Refused) as refused:
        a_voice(cast, pictures=[(b"big", b"small")])
    assert refused.value.codes == ("record_key_unreadable",)
    assert not Voice.objects.exists()


def test_what_staff_write_down_names_their_post(cast: Cast) -> None:
    voice = a_voice(cast, channel="visit", keyed_by=cast.secretary, said_on=TODAY - DAY)
    assert latest().actor == cast.secretary.ref
    assert (voice.said_on, story(voice)[0].post) == (TODAY - DAY, cast.secretary)


# --- what it costs


def test_receiving_costs_at_most_twelve_statements(cast: Cast) -> None:
    a_category()
    received(cast, person=a_person())
    sent = statements(lambda: received(cast, person=a_person(), category=a_category()))
    assert len(sent) - 1 <= 12, "\n".join(sent)  # one of them is the builder's


def test_receiving_an_accusation_costs_at_most_twelve_statements(cast: Cast) -> None:
    received(cast, person=a_person())
    sent = statements(lambda: received(cast, person=a_person(), accused=cast.village))
    assert len(sent) <= 12, "\n".join(sent)


def test_receiving_costs_no_more_after_thirty_messages_than_after_one(cast: Cast) -> None:
    def receive() -> None:
        received(cast, person=a_person())

    receive()
    after_one = statements(receive)
    for _ in range(30):
        receive()
    after_thirty = statements(receive)
    assert len(after_thirty) == len(after_one), "\n".join(after_thirty)


def test_the_clock_of_a_letter_runs_from_the_day_it_came(cast: Cast) -> None:
    letter = a_voice(cast, channel="letter", said_on=TODAY - 4 * DAY, now=NOW)
    web = a_voice(cast, channel="web", said_on=TODAY - 4 * DAY, now=NOW)
    assert [voice.clocks.get().starts_on for voice in (letter, web)] == [TODAY - 4 * DAY, TODAY]


def test_an_urgent_danger_is_told_to_the_office_at_once(cast: Cast) -> None:
    from qunce.domain.notices.models import Notice

    a_voice(cast)
    assert not Notice.objects.exists()
    voice = a_voice(cast, kind="urgent")
    told = Notice.objects.filter(kind="voice.urgent")
    assert {notice.post for notice in told} == {cast.clerk, cast.first}
    assert all(notice.params == {"number": voice.number} for notice in told)


def test_words_can_be_added_in_every_state(cast: Cast) -> None:
    from voices_made import moved_aside

    for voice in moved_aside(cast).values():
        steps = actions.add_words(voice=voice, words="还有一句。", now=NOW)
        assert "还有一句。" in [step.words for step in story(as_now(voice))], voice.state
        assert len(steps) == (2 if voice.state == "split" else 1)
