"""The record's Ed25519 key: a file that only the server's user can read, never in the database.

``<data>/keys/record.key`` holds the private key (PKCS #8, PEM, mode 0600), ``record.pub`` beside
it the public one (PEM, what openssl reads).  ``QUNCE_RECORD_KEY`` names another place for the
private key; the public one then lies beside it with the ending ``.pub``.  No Django here, so
that a receipt can be verified where nothing is installed but this package.
"""

import os
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from qunce.kernel.refusals import Refusal, Refused, gettext_noop


@dataclass(frozen=True, slots=True)
class PublicKey:
    """An Ed25519 public key as its 32 raw bytes."""

    raw: bytes

    def __post_init__(self) -> None:
        if len(self.raw) != 32:
            raise ValueError("an Ed25519 public key has 32 bytes")

    @property
    def hex(self) -> str:
        return self.raw.hex()

    @property
    def pem(self) -> str:
        """The form that openssl reads."""
        return (
            _public(self.raw)
            .public_bytes(
                serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
            )
            .decode("ascii")
        )

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the raw key in groups of four: what two people read to each other."""
        digest = sha256(self.raw).hexdigest()[:32]
        return " ".join(digest[at : at + 4] for at in range(0, 32, 4))

    def verifies(self, signature: bytes, message: bytes) -> bool:
        """Whether ``signature`` over ``message`` was made with the private half."""
        try:
            _public(self.raw).verify(signature, message)
        except InvalidSignature:
            return False
        return True

    @classmethod
    def read(cls, text: str) -> "PublicKey":
        """The key in ``text``: PEM, or 64 hex digits.  ValueError if it is neither."""
        text = text.strip()
        if text.startswith("-----BEGIN"):
            try:
                key = serialization.load_pem_public_key(text.encode())
            except UnsupportedAlgorithm as error:
                raise ValueError(str(error)) from error
            if not isinstance(key, Ed25519PublicKey):
                raise ValueError("the key is not an Ed25519 key")
            return cls(key.public_bytes_raw())
        return cls(bytes.fromhex(text))


@dataclass(frozen=True, slots=True)
class Signer:
    """The private key at work."""

    _private: Ed25519PrivateKey
    public: PublicKey

    def sign(self, message: bytes) -> bytes:
        """The 64 bytes of the Ed25519 signature over ``message`` (RFC 8032, deterministic)."""
        return self._private.sign(message)


def key_path(folder: Path) -> Path:
    """Where the private key lies: ``QUNCE_RECORD_KEY`` if set, else ``folder``/record.key."""
    named = os.environ.get("QUNCE_RECORD_KEY", "").strip()
    return Path(named).expanduser() if named else folder / "record.key"


def public_key_path(folder: Path) -> Path:
    """Where the public key lies, beside the private one."""
    return key_path(folder).with_suffix(".pub")


def ensure_key(folder: Path) -> Signer:
    """The signer of ``folder``; makes the key the first time.

    Afterwards both files exist, the private one readable by nobody else.  Two processes that
    start together end up with the same key.
    """
    path = key_path(folder)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        pem = Ed25519PrivateKey.generate().private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        _write_once(path, pem)
    return load_key(folder)


def load_key(folder: Path) -> Signer:
    """The signer of ``folder``, without making one.  Refuses a missing or unreadable key.

    The public key's file is made again from the private one if it is gone.
    """
    path = key_path(folder)
    try:
        found = path.stat()
        signer = _load(path, found.st_mtime_ns, found.st_size, found.st_ino)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise Refused(
            Refusal(
                "record_key_unreadable",
                gettext_noop(
                    "The record's signing key %(path)s cannot be read (%(why)s). "
                    "Put the key back from your backup."
                ),
                {"path": str(path), "why": str(error)},
            )
        ) from error
    if not public_key_path(folder).exists():
        with suppress(OSError):  # a folder for reading only: signing goes on
            _write_once(public_key_path(folder), signer.public.pem.encode("ascii"), mode=0o644)
    return signer


@lru_cache(maxsize=8)
def _load(path: Path, _mtime_ns: int, _size: int, _inode: int) -> Signer:
    # Reading and parsing the key costs 0.2 ms, a stat 2 microseconds; the stat keys the cache.
    private = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(private, Ed25519PrivateKey):
        raise ValueError("it is not an Ed25519 key")
    return Signer(private, PublicKey(private.public_key().public_bytes_raw()))


@lru_cache(maxsize=8)
def _public(raw: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(raw)


def _write_once(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Write ``path`` whole or not at all; keep what another process wrote first."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            return
    finally:
        draft.unlink()
