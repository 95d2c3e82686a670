"""From bytes to text: which encoding a file is in, and whether it is text at all.

Chinese offices write UTF-8, GB18030 (with its subsets GBK and GB 2312) and, from Windows
Notepad, UTF-16.  A byte order mark decides; without one, strict UTF-8 decides (bytes of other
encodings practically never form valid UTF-8); then UTF-16 and GB18030 are tried and believed
only when what comes out reads like Chinese or plain ASCII; last, the detector of
charset-normalizer for other encodings (Big5).
"""

from __future__ import annotations

import codecs
from collections.abc import Callable
from dataclasses import dataclass

from charset_normalizer import from_bytes

from qunce.kernel.refusals import Refusal, Refused, gettext_noop

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 64_000
_ALLOWED_CONTROLS = frozenset("\t\n\r\f\x0b\x1a")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text and the name of the encoding it was read with."""

    text: str
    encoding: str


def decode(data: bytes) -> Decoded:
    """The text of a file's bytes.

    The byte order mark is not part of the text.  Raises Refused with ``source_empty`` for no
    bytes or only spaces, ``source_not_text`` for bytes that are no text in any known encoding.
    """
    if not data.strip(b"\x00 \t\r\n"):
        raise Refused(
            Refusal(
                "source_empty",
                gettext_noop("The file is empty. Choose the file that holds the directive's text."),
            )
        )
    decoded = _by_mark(data) or _by_trial(data)
    if decoded is None:
        raise Refused(
            Refusal(
                "source_not_text",
                gettext_noop(
                    "The file could not be read as text. Open it in your word processor, save it "
                    "as .txt (UTF-8) or .docx, and try again; or paste the text."
                ),
            )
        )
    if not decoded.text.strip("\ufeff\x00 \t\r\n　"):
        raise Refused(
            Refusal(
                "source_empty",
                gettext_noop("The file is empty. Choose the file that holds the directive's text."),
            )
        )
    return decoded


def _by_mark(data: bytes) -> Decoded | None:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            text = data.decode(encoding, errors="replace").removeprefix("\ufeff")
            return Decoded(text, encoding) if _readable(text) else None
    return None


def _by_trial(data: bytes) -> Decoded | None:
    wide = _wide(data)
    trials: list[tuple[str, Callable[[str], bool]]] = []
    if wide:
        trials.append((wide, _reads_well))
    trials += [("utf-8", _readable), ("gb18030", _reads_well)]
    if not wide and len(data) % 2 == 0:
        trials += [("utf-16-le", _reads_chinese), ("utf-16-be", _reads_chinese)]
    for encoding, believable in trials:
        text = _strictly(data, encoding)
        if text is not None and believable(text):
            return Decoded(text, encoding)
    return _mostly_utf8(data) or _mostly_gb(data) or _detected(data)


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark shows as a zero in every second place (ASCII, line ends)."""
    sample = data[:_SAMPLE]
    odd, even = sample[1::2].count(0), sample[0::2].count(0)
    half = max(1, len(sample) // 2)
    if odd > 0.01 * half and odd > 4 * even:
        return "utf-16-le"
    if even > 0.01 * half and even > 4 * odd:
        return "utf-16-be"
    return None


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _mostly_utf8(data: bytes) -> Decoded | None:
    """UTF-8 with a few broken bytes (cut in the middle of a character) is still UTF-8."""
    text = data.decode("utf-8", errors="replace")
    good = text.count("\ufffd") <= 0.005 * len(text) + 1
    return Decoded(text, "utf-8") if good and _reads_well(text) else None


def _mostly_gb(data: bytes) -> Decoded | None:
    text = data.decode("gb18030", errors="replace")
    good = text.count("\ufffd") <= 0.005 * len(text) + 1
    return Decoded(text, "gb18030") if good and _reads_chinese(text) else None


def _detected(data: bytes) -> Decoded | None:
    best = from_bytes(data[:_SAMPLE]).best()
    if best is None:
        return None
    text = data.decode(best.encoding, errors="replace")
    return Decoded(text, best.encoding) if _reads_well(text) else None


def _readable(text: str) -> bool:
    """No binary file: hardly any control characters."""
    sample = text[:_SAMPLE]
    odd = sum(char < " " and char not in _ALLOWED_CONTROLS for char in sample)
    return odd <= 0.02 * len(sample) + 2


def _reads_well(text: str) -> bool:
    """Common Chinese, or plain ASCII, makes up most of it; a wrong encoding gives rare signs."""
    sample = [char for char in text[:_SAMPLE] if not char.isspace()]
    if not sample or not _readable(text):
        return False
    ascii_share = sum(char.isascii() for char in sample) / len(sample)
    return ascii_share > 0.85 or _common_share(sample) + ascii_share > 0.8


def _reads_chinese(text: str) -> bool:
    sample = [char for char in text[:_SAMPLE] if not char.isspace()]
    return bool(sample) and _readable(text) and _common_share(sample) > 0.6


def _common_share(sample: list[str]) -> float:
    common = sum(_is_common(char) for char in sample)
    return common / len(sample)


def _is_common(char: str) -> bool:
    """In GB 2312 (the 6,763 characters and marks of everyday print) or the usual punctuation."""
    if char.isascii():
        return False
    try:
        code = char.encode("gb2312")
    except UnicodeEncodeError:
        return char in "—…“”‘’·〔〕①②③④⑤⑥⑦⑧⑨⑩"
    return len(code) == 2
