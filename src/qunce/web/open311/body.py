"""A form as bytes, read strictly: what is not UTF-8 is refused and never guessed."""

from __future__ import annotations

from urllib.parse import parse_qsl

from django.http import HttpRequest
from django.utils.translation import gettext as _

from qunce.web.open311.faults import BAD, Fault, Wrong

LARGEST = 256 * 1024
"""Bytes.  4,000 characters are at most 48,000 bytes when each byte is escaped."""
MOST_FIELDS = 400
FORM = "application/x-www-form-urlencoded"

Fields = dict[str, list[str]]


def read_form(request: HttpRequest) -> Fields:
    """The fields of the body, each with its values in order; raises :class:`Wrong` (400).

    An empty body is an empty form, whatever its type says.
    """
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or len(length) > 9 or int(length) > LARGEST:
        raise _wrong(_("The report is too large: at most %(most)s bytes.") % {"most": LARGEST})
    body = request.body
    if not body.strip():
        return {}
    charset = (request.content_params or {}).get("charset", "utf-8")
    if request.content_type != FORM or charset.lower() not in ("utf-8", "utf8"):
        raise _wrong(_("Send the report as %(form)s in UTF-8.") % {"form": FORM})
    try:
        pairs = parse_qsl(
            body.decode("utf-8"),
            keep_blank_values=True,
            encoding="utf-8",
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    except UnicodeDecodeError:
        raise _wrong(_("The report is not written in UTF-8.")) from None
    except ValueError:
        sentence = _("The report has too many fields: at most %(most)s.") % {"most": MOST_FIELDS}
        raise _wrong(sentence) from None
    fields: Fields = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    return fields


def one(fields: Fields, name: str) -> str:
    """The last value of a field, trimmed; an empty field is as good as none."""
    return fields.get(name, [""])[-1].strip()


def _wrong(sentence: str) -> Wrong:
    return Wrong(Fault(BAD, sentence))
