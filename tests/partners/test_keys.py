"""Keys: made by the county's office, shown once, withdrawn for good, found only by their hash."""

from __future__ import annotations

from datetime import timedelta

import pytest

from builders import codes, kinds_since, latest, meanwhile, statements
from cast import NOW, Cast
from partners.county_office import a_county_office, a_key
from qunce.domain.accounts.models import Post
from qunce.domain.partners.actions import clear_trials, make_key, record_trial, withdraw_key
from qunce.domain.partners.keys import hash_of
from qunce.domain.partners.models import PartnerKey, Trial
from qunce.domain.partners.queries import key_for
from qunce.domain.partners.rules import why_not_keep_keys, why_not_name
from qunce.domain.record.models import Entry
from qunce.kernel.refusals import Refused


@pytest.fixture
def office(cast: Cast) -> Post:
    return a_county_office(cast)


def test_a_key_opens_and_is_kept_only_as_its_hash(office: Post) -> None:
    key, text = a_key(office)
    assert key_for(text) == key
    assert key_for(f" {text} ") == key, "copied with a space"
    kept = str(list(PartnerKey.objects.values()))
    assert text not in kept
    assert key.key_hash == hash_of(text)
    assert text.startswith(key.beginning)


def test_two_keys_differ(office: Post) -> None:
    (_, one), (_, two) = a_key(office), a_key(office)
    assert one != two
    assert len(one) == 40


def test_the_record_tells_that_a_key_was_made_and_no_piece_of_it(office: Post) -> None:
    key, text = a_key(office)
    entry = latest()
    assert entry.kind == "partner.key_made"
    assert entry.facts == {"county": "qinghe"}
    assert text not in entry.canonical
    assert key.beginning not in entry.canonical


@pytest.mark.parametrize(
    "text", ["", " ", "x", "0" * 40, "\0", "\ud800", "键" * 300, "' OR 1=1 --"]
)
def test_other_texts_are_no_key(office: Post, text: str) -> None:
    _key, real = a_key(office)
    assert key_for(text) is None
    assert key_for(real[:-1]) is None
    assert key_for(real.upper()) is None or real.upper() == real


def test_the_hash_of_a_key_is_no_key(office: Post) -> None:
    key, _text = a_key(office)
    assert key_for(key.key_hash) is None


def test_a_key_is_found_with_one_statement(office: Post) -> None:
    _key, text = a_key(office)
    found: list[PartnerKey | None] = []
    sent = statements(lambda: found.append(key_for(text)))
    assert len(sent) == 1
    assert text not in sent[0]
    assert len(statements(lambda: found[0] and found[0].county.name)) == 0


def test_a_withdrawn_key_opens_nothing(office: Post) -> None:
    key, text = a_key(office)
    other, other_text = a_key(office, "另一个程序")
    size = Entry.objects.count()
    withdraw_key(key=key, actor=office, now=NOW)
    assert key_for(text) is None
    assert key_for(other_text) == other
    assert kinds_since(size) == ["partner.key_withdrawn"]


def test_a_key_is_withdrawn_once(office: Post) -> None:
    key, _text = a_key(office)
    withdraw_key(key=key, actor=office, now=NOW)
    with pytest.raises(Refused) as refused:
        withdraw_key(key=key, actor=office, now=NOW)
    assert refused.value.codes == ("partner_key_withdrawn",)


def test_of_two_who_withdraw_at_once_one_is_told(office: Post) -> None:
    key, _text = a_key(office)
    with (
        meanwhile("partners_partnerkey", lambda: withdraw_key(key=key, actor=office, now=NOW)),
        pytest.raises(Refused) as refused,
    ):
        withdraw_key(key=key, actor=office, now=NOW)
    assert refused.value.codes == ("partner_key_withdrawn",)


@pytest.mark.parametrize("who", ["clerk", "secretary", "leader", "viewer", "outsider"])
def test_nobody_but_the_county_s_office_keeps_keys(cast: Cast, office: Post, who: str) -> None:
    post = cast.five[who]
    key, text = a_key(office)
    assert why_not_keep_keys(post)
    assert not PartnerKey.objects.visible_to(post).exists()
    with pytest.raises(Refused):
        make_key(county=cast.county, name="别人的", actor=post, now=NOW)
    with pytest.raises(Refused):
        withdraw_key(key=key, actor=post, now=NOW)
    assert key_for(text) == key
    assert list(PartnerKey.objects.visible_to(office)) == [key]


def test_an_office_keeps_only_the_keys_of_its_own_county(cast: Cast, office: Post) -> None:
    with pytest.raises(Refused) as refused:
        make_key(county=cast.town, name="镇里的", actor=office, now=NOW)
    assert refused.value.codes == ("not_the_county_office",)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "partner_key_without_name"),
        (" \u3000\t", "partner_key_without_name"),
        ("长" * 81, "partner_key_name_wrong"),
        ("两\n行", "partner_key_name_wrong"),
    ],
)
def test_a_key_is_named_after_who_uses_it(office: Post, name: str, code: str) -> None:
    assert codes(why_not_name(name)) == [code]
    with pytest.raises(Refused):
        make_key(county=office.unit, name=name, actor=office, now=NOW)
    assert not PartnerKey.objects.exists()


def test_a_trial_is_kept_once_and_not_in_the_record(office: Post) -> None:
    key, _text = a_key(office)
    size = Entry.objects.count()
    first, again = (
        record_trial(key=key, submission="s" * 32, service_code="road", now=NOW) for _ in range(2)
    )
    assert first == again
    assert Trial.objects.count() == 1
    assert first.number == f"T{first.pk:06d}"
    assert Entry.objects.count() == size


def test_trials_are_gone_after_ninety_days(office: Post) -> None:
    key, _text = make_key(county=office.unit, name="手机应用", actor=office, now=NOW)
    for number in range(3):
        record_trial(key=key, submission=f"{number}" * 32, service_code="road", now=NOW)
    assert clear_trials(now=NOW + timedelta(days=90), limit=2) == 0
    later = NOW + timedelta(days=90, seconds=1)
    assert [clear_trials(now=later, limit=2) for _ in range(3)] == [2, 1, 0]
    assert not Trial.objects.exists()
