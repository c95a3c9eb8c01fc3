"""The signature of a manifest: a signed note (C2SP) by the office's key, read without any library."""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass

from election_office.archive.verifier import ed25519

FORMAT = "office-archive/1"
_PLAIN = 1


@dataclass(frozen=True, slots=True)
class Signer:
    name: str
    public: bytes

    @property
    def identity(self) -> bytes:
        return hashlib.sha256(f"{self.name}\n".encode() + bytes([_PLAIN]) + self.public).digest()[:4]

    @property
    def text(self) -> str:
        key = base64.b64encode(bytes([_PLAIN]) + self.public).decode()
        return f"{self.name}+{self.identity.hex()}+{key}"


def signer_of(text: str) -> Signer | None:
    """The key written as name+1a2b3c4d+base64; None where it is not complete."""
    try:
        name, identity, key = text.strip().split("+", 2)
        data = base64.b64decode(key, validate=True)
    except (ValueError, binascii.Error):
        return None
    found = Signer(name, data[1:])
    whole = data[:1] == bytes([_PLAIN]) and len(data) == 33 and found.identity.hex() == identity
    return found if whole else None


def text_for(name: str, manifest: bytes) -> str:
    """What is signed: whose key, which form, and the digest of the manifest."""
    return f"{name}\n{FORMAT}\n{hashlib.sha256(manifest).hexdigest()}\n"


def is_signed(note: str, signer: Signer, manifest: bytes) -> bool:
    text = text_for(signer.name, manifest)
    mark = f"\n— {signer.name} "
    if not note.startswith(text + mark) or not note.endswith("\n"):
        return False
    try:
        data = base64.b64decode(note[len(text) + len(mark) : -1], validate=True)
    except binascii.Error:
        return False
    return data[:4] == signer.identity and ed25519.verify(signer.public, text.encode(), data[4:])
