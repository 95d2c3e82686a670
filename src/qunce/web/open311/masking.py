"""What is taken out of a description before everybody can read it.

A fence, not a proof: it finds numbers by which somebody can be reached or identified, mail
addresses and names of accounts.  It does not find a person's name; that is why only reports sent
through Open311, whose senders were told, show their words at all.
"""

from __future__ import annotations

import re

MASK = "***"

_DIGIT = r"[\d〇零一二三四五六七八九幺]"
_NUMBER = re.compile(rf"\+?{_DIGIT}(?:[ \t\-‐-―－./·()（）]{{0,2}}{_DIGIT}){{6,}}[XxＸｘ]?")
"""Seven digits or more, of whatever script, also with signs between them: telephone, identity
card, bank card.  A number of six digits, as on a lamp post, stays."""
_DAY = re.compile(r"(19|20)\d\d([-./])(0?[1-9]|1[0-2])\2(0?[1-9]|[12]\d|3[01])")
_MAIL = re.compile(r"[^\s@＠<>，。；：（）]{1,64}[@＠][^\s@＠<>，。；：（）]{1,255}\.[A-Za-z]{2,}")
"""Parts as long as an address may have (RFC 5321, 4.5.3.1): without an end a text without spaces
would be looked through once for each of its signs."""
_ACCOUNT = re.compile(
    r"(微信号?|WeChat|QQ号?|抖音号?|账号)([\s:：是为]{0,4})[A-Za-z0-9_-]{5,}", re.IGNORECASE
)


def masked(text: str) -> str:
    """``text`` without numbers of seven digits and more, mail addresses and account names.

    >>> masked("灯杆 012345 不亮，找我 139-0000-1234")
    '灯杆 012345 不亮，找我 ***'
    """
    text = _MAIL.sub(MASK, text)
    text = _ACCOUNT.sub(rf"\1\2{MASK}", text)
    return _NUMBER.sub(lambda found: found[0] if _DAY.fullmatch(found[0]) else MASK, text)
