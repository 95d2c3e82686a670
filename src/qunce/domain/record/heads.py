"""Signed tree heads: what the whole record was after one entry, in one line of JSON."""

from collections.abc import Mapping
from dataclasses import dataclass

from qunce.domain.record.keys import PublicKey
from qunce.kernel.canonical import JSON, canonical

HEAD_TYPE = "qunce.head.v1"
"""First in what is signed, so that no signature made for something else passes for a head."""


@dataclass(frozen=True, slots=True)
class Head:
    """The size and root of the record ``origin``, and the instant of its last entry."""

    origin: str
    size: int
    root: str
    at: str

    def as_dict(self) -> dict[str, JSON]:
        return {
            "at": self.at,
            "origin": self.origin,
            "root": self.root,
            "size": self.size,
            "type": HEAD_TYPE,
        }

    def signed_bytes(self) -> bytes:
        """The exact bytes under the signature."""
        return canonical(self.as_dict())


@dataclass(frozen=True, slots=True)
class SignedHead:
    """A head with its signature, and the key it was made with: what one keeps or publishes."""

    head: Head
    signature: str
    public_key: PublicKey

    def as_dict(self) -> dict[str, JSON]:
        return {
            "head": self.head.as_dict(),
            "signature": self.signature,
            "public_key": self.public_key.pem,
        }

    def is_signed_by(self, key: PublicKey) -> bool:
        signature = unhex(self.signature, 64)
        return signature is not None and key.verifies(signature, self.head.signed_bytes())


class NotAHead(ValueError):
    """The data is not a signed head or a receipt; the sentence says what is missing."""


def read_signed_head(data: object) -> SignedHead:
    """The signed head in ``data``, which may be a kept head or a whole receipt.

    Checks the form only; whether the signature holds is :meth:`SignedHead.is_signed_by`.
    """
    if not isinstance(data, Mapping) or not isinstance(data.get("head"), Mapping):
        raise NotAHead("there is no head in it")
    inner = data["head"]
    if set(inner) != {"at", "origin", "root", "size", "type"} or inner["type"] != HEAD_TYPE:
        raise NotAHead(f"the head is not of the type {HEAD_TYPE}")
    size, texts = inner["size"], [inner["at"], inner["origin"], inner["root"]]
    if type(size) is not int or size < 1 or not all(isinstance(text, str) for text in texts):
        raise NotAHead("the head has a wrong size, root, origin or time")
    if unhex(inner["root"], 32) is None:
        raise NotAHead("the root is not 64 lower-case hex digits")
    signature = data.get("signature")
    if not isinstance(signature, str) or unhex(signature, 64) is None:
        raise NotAHead("the signature is not 128 lower-case hex digits")
    try:
        key = PublicKey.read(str(data.get("public_key")))
    except ValueError as error:
        raise NotAHead("the public key cannot be read") from error
    head = Head(origin=inner["origin"], size=size, root=inner["root"], at=inner["at"])
    try:
        head.signed_bytes()
    except ValueError as error:
        raise NotAHead(str(error)) from error
    return SignedHead(head, signature, key)


def unhex(text: object, length: int) -> bytes | None:
    """The ``length`` bytes that ``text`` spells in lower-case hex, or None.

    ``bytes.fromhex`` alone also takes capitals and spaces, so a changed byte could hide.
    """
    if not isinstance(text, str) or len(text) != 2 * length:
        return None
    try:
        raw = bytes.fromhex(text)
    except ValueError:
        return None
    return raw if raw.hex() == text else None
