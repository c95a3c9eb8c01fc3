"""Signed notes as C2SP describes them (signed-note, tlog-checkpoint, tlog-cosignature), Ed25519.

A note is a text, an empty line, and signature lines: "— name base64(4 bytes naming the key + signature)".
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

PLAIN, COSIGNED = 1, 4  # what kind of signature a key makes, as its identity says
_NAME = re.compile(r"[^\s+]+")


class BadNote(Exception):
    """What is wrong with a note: a Chinese sentence."""


def private_key(secret: bytes, purpose: str) -> Ed25519PrivateKey:
    """A key of its own for each purpose, always the same from the same secret."""
    seed = HKDF(hashes.SHA256(), 32, salt=None, info=purpose.encode()).derive(secret)
    return Ed25519PrivateKey.from_private_bytes(seed)


@dataclass(frozen=True, slots=True)
class Verifier:
    """Who may have signed: a name, the kind of signature, the public key."""

    name: str
    kind: int
    public: bytes

    @property
    def identity(self) -> bytes:
        return hashlib.sha256(f"{self.name}\n".encode() + bytes([self.kind]) + self.public).digest()[:4]

    @property
    def text(self) -> str:
        """name+1a2b3c4d+base64: what is handed to those who are to check."""
        key = base64.b64encode(bytes([self.kind]) + self.public).decode()
        return f"{self.name}+{self.identity.hex()}+{key}"

    @classmethod
    def read(cls, text: str) -> Verifier:
        """Raises BadNote."""
        try:
            name, identity, key = text.strip().split("+", 2)
            data = base64.b64decode(key, validate=True)
            found = cls(name, data[0], data[1:])
        except (ValueError, IndexError, binascii.Error) as error:
            raise BadNote("验证公钥的格式不对，应为“名称+编号+公钥”。") from error
        right = _NAME.fullmatch(name) and len(found.public) == 32 and found.kind in (PLAIN, COSIGNED)
        if not right or found.identity.hex() != identity:
            raise BadNote("验证公钥不完整或者抄错，请重新复制。")
        return found


def verifier(key: Ed25519PrivateKey, name: str, kind: int = PLAIN) -> Verifier:
    return Verifier(name, kind, key.public_key().public_bytes_raw())


def _line(who: Verifier, signature: bytes) -> str:
    return f"— {who.name} {base64.b64encode(who.identity + signature).decode()}\n"


def sign(text: str, key: Ed25519PrivateKey, name: str) -> str:
    """The note: the text, which must end with a line feed, and one signature."""
    return f"{text}\n{_line(verifier(key, name), key.sign(text.encode()))}"


def cosign(note: str, key: Ed25519PrivateKey, name: str, second: int) -> str:
    """The line of a witness who saw the note at that second."""
    text, _ = parted(note)
    signature = key.sign(f"cosignature/v1\ntime {second}\n{text}".encode())
    return _line(verifier(key, name, COSIGNED), second.to_bytes(8, "big") + signature)


def parted(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    """The text and the (name, bytes) of its signature lines. Raises BadNote."""
    text, gap, lines = note.rpartition("\n\n")
    found = []
    for line in lines.splitlines():
        parts = line.split(" ")
        if len(parts) != 3 or parts[0] != "—":
            raise BadNote("检查点的签名行格式不对。")
        try:
            found.append((parts[1], base64.b64decode(parts[2], validate=True)))
        except binascii.Error as error:
            raise BadNote("检查点的签名行格式不对。") from error
    if not gap or not found:
        raise BadNote("检查点没有签名。")
    return f"{text}\n", found


def is_signed(note: str, who: Verifier) -> bool:
    """Whether that key signed the note. A line under its identity that does not fit makes it false."""
    text, lines = parted(note)
    signed = False
    for name, data in lines:
        if name != who.name or data[:4] != who.identity:
            continue
        message, signature = text.encode(), data[4:]
        if who.kind == COSIGNED:
            second = int.from_bytes(signature[:8], "big")
            message, signature = f"cosignature/v1\ntime {second}\n{text}".encode(), signature[8:]
        try:
            Ed25519PublicKey.from_public_bytes(who.public).verify(signature, message)
        except InvalidSignature:
            return False
        signed = True
    return signed


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Which log, how many entries, and the root of their tree."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    @classmethod
    def read(cls, note: str) -> Checkpoint:
        """Raises BadNote."""
        lines = parted(note)[0].splitlines()
        try:
            origin, size, root = lines[:3]
            if not re.fullmatch(r"0|[1-9][0-9]{0,17}", size):
                raise BadNote("检查点的条数不是数字。")
            found = cls(origin, int(size), base64.b64decode(root, validate=True))
        except (ValueError, binascii.Error) as error:
            raise BadNote("检查点不完整，应有来源、条数和根校验值三行。") from error
        if not origin or len(found.root) != 32:
            raise BadNote("检查点不完整，应有来源、条数和根校验值三行。")
        return found
