"""What stands in the way of a notice and of a mail address.  Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from qunce.domain.record.privacy import PersonalData, refuse_personal
from qunce.kernel.refusals import Refusal, gettext_noop

_ODD = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
"""Control characters and line ends.  Spaces of all widths stand in Chinese names."""

LONGEST_PARAM = 120
"""The name of a unit or a place fits; a resident's message does not."""

Params = Mapping[str, str | int]


class NotANotice(ValueError):
    """The program tried to tell something that is no notice; never a mistake of a person."""


def check_notice(*, sentence: str, key: str, params: Params, path: str) -> None:
    """Raises :class:`NotANotice` unless the sentence's gaps are filled with short, plain values.

    A fence, not a proof, against telling what a resident wrote: values are numbers or at most
    :data:`LONGEST_PARAM` characters of one line, and no key announces personal data.
    """
    if not 1 <= len(key) <= 160:
        raise NotANotice(f"a key of {len(key)} characters")
    if not path.startswith("/") or path.startswith("//") or len(path) > 200:
        raise NotANotice("the path must begin with one slash and have at most 200 characters")
    for name, value in params.items():
        if not isinstance(value, str | int):
            raise NotANotice(f"{name} is neither words nor a whole number")
        if isinstance(value, str) and (len(value) > LONGEST_PARAM or _ODD.search(value)):
            raise NotANotice(f"{name} is longer than {LONGEST_PARAM} characters or one line")
    try:
        refuse_personal(params)
        sentence % params
    except PersonalData as error:
        raise NotANotice(str(error)) from error
    except (KeyError, TypeError, ValueError) as error:
        raise NotANotice(f"the gaps of the sentence are not filled: {error}") from error


def why_not_mail_to(address: str, *, wants: bool) -> list[Refusal]:
    """Why mails cannot be sent to ``address``; an empty one is refused if mails are wanted."""
    if not address and not wants:
        return []
    if not address:
        return [
            Refusal(
                "mail_address_missing",
                gettext_noop("Write the address to which mails are sent."),
                on="address",
            )
        ]
    try:
        EmailValidator()(address)
    except ValidationError:
        return [_not_valid()]
    return [] if len(address) <= 254 else [_not_valid()]


def _not_valid() -> Refusal:
    return Refusal(
        "mail_address_not_valid",
        gettext_noop("This is no e-mail address. Write one such as office@example.org."),
        on="address",
    )
