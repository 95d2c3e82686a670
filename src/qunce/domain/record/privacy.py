"""A fence, not a proof: facts with a key that announces personal data do not enter.

The record is public and can never be corrected, so a telephone number in it stays for ever.
What people write is not searched here; that is the duty of whoever publishes text.
"""

from collections.abc import Iterator, Mapping, Sequence

PERSONAL_KEYS = frozenset(
    {
        "phone", "phone_number", "telephone", "mobile", "wechat", "email", "e_mail",
        "address", "home_address", "latitude", "longitude", "ip", "ip_address",
        "id_number", "id_card", "identity_card", "passport",
        "birth_date", "birthday", "date_of_birth",
        "username", "password", "person_name", "real_name", "full_name",
        "complainant", "complainant_name",
    }
)  # fmt: skip
"""Keys that no fact may have at any depth, compared without case, ``-`` read as ``_``."""


class PersonalData(ValueError):
    """A fact names something personal; raised before anything is written."""


def refuse_personal(facts: object) -> None:
    """Raise :class:`PersonalData` naming the first personal key in ``facts``, at any depth."""
    for key in _keys(facts):
        if key.lower().replace("-", "_") in PERSONAL_KEYS:
            raise PersonalData(
                f"the key {key!r} announces personal data, which must not enter the record"
            )


def _keys(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield str(key)
            yield from _keys(inner)
    elif isinstance(value, Sequence) and not isinstance(value, str | bytes):
        for inner in value:
            yield from _keys(inner)
