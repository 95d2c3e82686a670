"""Who spoke is sealed; it opens with the right key, the right row and a stated purpose only."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from breaking import changed
from cast import NOW, Cast
from identities.sealed_people import MATTER, NEIGHBOUR, a_sealed, opened
from qunce.domain.accounts.models import Post
from qunce.domain.identities import actions, keys
from qunce.domain.identities.contents import Person
from qunce.domain.identities.models import Identity, Opening
from qunce.domain.identities.queries import OpeningSeen, openings_of
from qunce.domain.identities.states import Purpose
from qunce.domain.record.models import Entry
from qunce.kernel.refusals import Refused


def test_the_post_that_answers_reads_who_spoke(cast: Cast) -> None:
    assert opened(a_sealed(), cast.clerk) == NEIGHBOUR


@pytest.mark.parametrize(
    "person",
    [
        Person(phone="12345"),
        Person(address="山口第三家，无电话"),
        Person(
            name="😀" * 60, phone="+" + "1" * 19, address="𠮷" * 200, words="\t話\n" * 300 + "完"
        ),
    ],
    ids=["telephone alone", "address alone", "everything at its longest"],
)
def test_whatever_may_be_sealed_comes_back_as_it_was(cast: Cast, person: Person) -> None:
    tidy = person.tidied()
    assert opened(a_sealed(person), cast.clerk) == tidy


def test_full_width_digits_and_stray_space_are_tidied(cast: Cast) -> None:
    typed = Person(
        name=" 钱　阿婆 ", phone="　１３９－０５７１ ８８２３", address="a\n b", words="x\r\ny "
    )
    assert opened(a_sealed(typed), cast.clerk) == Person("钱 阿婆", "139-0571 8823", "a b", "x\ny")


def test_the_length_of_what_is_sealed_tells_nothing(cast: Cast) -> None:
    short, usual = a_sealed(Person(phone="12345")), a_sealed()
    assert len(short.ciphertext) == len(usual.ciphertext) == 512 + 16


def test_the_same_person_sealed_twice_looks_like_two(cast: Cast) -> None:
    one, two = a_sealed(), a_sealed()
    assert one.token != two.token
    assert bytes(one.nonce) != bytes(two.nonce)
    assert bytes(one.ciphertext)[:32] != bytes(two.ciphertext)[:32]


# --- bent rows


def _flips(row: Identity) -> list[tuple[str, Any]]:
    """Every single byte of each column, changed."""
    flips: list[tuple[str, Any]] = []
    for column in ("nonce", "ciphertext"):
        whole = bytes(getattr(row, column))
        for at in range(len(whole)):
            bent = bytearray(whole)
            bent[at] ^= 1 << (at % 8)
            flips.append((column, bytes(bent)))
    for column in ("token", "key_id"):
        digits = getattr(row, column)
        for at in range(len(digits)):
            other = "0" if digits[at] != "0" else "1"
            flips.append((column, digits[:at] + other + digits[at + 1 :]))
    return flips


def test_a_single_changed_byte_anywhere_and_it_does_not_open(cast: Cast) -> None:
    row = a_sealed()
    flips = _flips(row)
    assert len(flips) == 12 + 528 + 32 + 16
    for column, bent in flips:
        changed(row, **{column: bent})
        with pytest.raises(Refused) as refused:
            opened(row, cast.clerk)
        expected = "identity_key_missing" if column == "key_id" else "identity_altered"
        assert refused.value.codes == (expected,)
        changed(row, **{column: getattr(row, column)})
    assert Opening.objects.count() == 0
    assert opened(row, cast.clerk) == NEIGHBOUR


def test_what_is_cut_off_or_lengthened_does_not_open(cast: Cast) -> None:
    row = a_sealed()
    whole = bytes(row.ciphertext)
    for bent in (whole[512:], whole + bytes(512)):
        changed(row, ciphertext=bent)
        with pytest.raises(Refused) as refused:
            opened(row, cast.clerk)
        assert refused.value.codes == ("identity_altered",)


def test_what_is_moved_onto_another_row_does_not_open_there(cast: Cast) -> None:
    one, two = a_sealed(), a_sealed(Person(phone="88880000"))
    changed(one, nonce=two.nonce, ciphertext=two.ciphertext)
    with pytest.raises(Refused) as refused:
        opened(one, cast.clerk)
    assert refused.value.codes == ("identity_altered",)
    assert opened(two, cast.clerk).phone == "88880000"


def test_what_was_sealed_under_one_key_does_not_pass_for_another(cast: Cast) -> None:
    row = a_sealed()
    second = actions.add_key(actor=MATTER, now=NOW)
    changed(row, key_id=second)
    with pytest.raises(Refused) as refused:
        opened(row, cast.clerk)
    assert refused.value.codes == ("identity_altered",)


# --- opening


def test_an_opening_is_seen_by_the_speaker_and_by_the_record(cast: Cast) -> None:
    row = a_sealed()
    later = NOW + timedelta(hours=1)
    opened(row, cast.clerk)
    opened(row, cast.secretary, purpose="verify_visit", reason="  上门看路灯\n亮了没有 ", now=later)
    assert openings_of(row) == [
        OpeningSeen(NOW, "清泉镇 活动办公室干事", Purpose.CALL_BACK, "回电话说明处理结果"),
        OpeningSeen(later, "上清村 党支部书记", Purpose.VERIFY_VISIT, "上门看路灯\n亮了没有"),
    ]
    entry = Entry.objects.of_kind("identity.opened").order_by("-index")[0]
    assert entry.actor == cast.secretary.ref
    assert entry.subject == MATTER
    last = Opening.objects.order_by("-pk")[0]
    assert entry.facts == {"opening": last.pk, "purpose": "verify_visit"}
    assert openings_of(a_sealed()) == []


def test_the_post_stays_as_printed_that_day(cast: Cast) -> None:
    row = a_sealed()
    opened(row, cast.clerk)
    changed(cast.clerk, title="改了名的岗位")
    assert openings_of(row)[0].post == "清泉镇 活动办公室干事"


def test_an_opening_that_could_be_rolled_back_is_none(cast: Cast) -> None:
    row = a_sealed()
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        opened(row, cast.clerk)


def test_nobody_is_shown_when_the_record_cannot_be_written(cast: Cast, keys_folder: Any) -> None:
    row = a_sealed()
    (keys_folder / "record.key").unlink()
    with pytest.raises(Refused) as refused:
        opened(row, cast.clerk)
    assert refused.value.codes == ("record_key_unreadable",)
    assert Opening.objects.count() == 0


# --- erasing


def test_a_forgotten_person_is_gone_and_the_openings_stay(cast: Cast) -> None:
    row = a_sealed()
    opened(row, cast.clerk)
    actions.forget(identity=row, actor=cast.clerk.ref, about=MATTER, now=NOW)
    with pytest.raises(Refused) as refused:
        opened(row, cast.clerk)
    assert refused.value.codes == ("identity_forgotten",)
    row.refresh_from_db()
    assert (row.key_id, bytes(row.nonce), bytes(row.ciphertext)) == ("", b"", b"")
    assert row.forgotten_at == NOW
    assert len(openings_of(row)) == 1
    entry = Entry.objects.of_kind("identity.forgotten").get()
    assert (entry.subject, entry.facts) == (MATTER, {})


def test_a_person_is_forgotten_once(cast: Cast) -> None:
    row = a_sealed()
    actions.forget(identity=row, actor=cast.clerk.ref, about=MATTER, now=NOW)
    with pytest.raises(Refused) as refused:
        actions.forget(identity=row, actor=cast.clerk.ref, about=MATTER, now=NOW)
    assert refused.value.codes == ("identity_forgotten",)
    assert Entry.objects.of_kind("identity.forgotten").count() == 1


# --- cost


def test_sealing_is_one_statement(cast: Cast) -> None:
    a_sealed()
    with CaptureQueriesContext(connection) as told:
        actions.seal(person=NEIGHBOUR, now=NOW)
    assert [query["sql"].split()[0] for query in told.captured_queries] == ["INSERT"]


def test_opening_is_six_statements(cast: Cast) -> None:
    row = a_sealed()
    post = Post.objects.get(pk=cast.clerk.pk)
    with CaptureQueriesContext(connection) as told:
        opened(row, post)
    steps = [query["sql"] for query in told.captured_queries if "SAVEPOINT" not in query["sql"]]
    # the identity, the unit of the post, the opening; three of the record
    assert len(steps) == 6, steps


def test_the_file_of_keys_is_read_once_for_all_sealings_until_it_changes(cast: Cast) -> None:
    a_sealed()
    path = keys.key_path()
    found = path.stat()
    path.write_bytes(b"x" * found.st_size)  # whoever reads it now finds no key
    os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns))
    assert opened(a_sealed(), cast.clerk) == NEIGHBOUR
    os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns + 1_000_000_000))
    with pytest.raises(Refused) as refused:
        a_sealed()
    assert refused.value.codes == ("identity_key_unreadable",)


def test_the_ciphers_are_prepared_once_for_all_sealings(cast: Cast) -> None:
    a_sealed()
    ring = keys.load_ring()
    assert ring is not None
    cipher = ring.ciphers[ring.current]
    a_sealed()
    again = keys.load_ring()
    assert again is not None
    assert again.ciphers[again.current] is cipher
