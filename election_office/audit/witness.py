"""A witness: holds what a log came to, and cosigns only a log that still begins with what was seen before.

It keeps nothing of the office but a size and a root, so the county's office runs it on a machine of its own,
or gives the office a folder that it can read and nobody of the office can empty.
"""

from __future__ import annotations

import base64
import binascii
import fcntl
import hashlib
import json
import os
import re
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from election_office.audit import merkle, notes
from election_office.audit.notes import BadNote, Checkpoint, Verifier


class Refused(Exception):
    """Why a checkpoint is not cosigned: a Chinese sentence."""


@dataclass(frozen=True, slots=True)
class Request:
    """What an office asks a witness: the size seen last, the proof since, the signed checkpoint."""

    old: int
    proof: Sequence[bytes]
    note: str

    @property
    def text(self) -> str:
        proof = "".join(f"{base64.b64encode(step).decode()}\n" for step in self.proof)
        return f"old {self.old}\n{proof}\n{self.note}"

    @classmethod
    def read(cls, text: str) -> Request:
        """Raises BadNote."""
        head, gap, note = text.partition("\n\n")
        first, *steps = head.splitlines() or [""]
        found = re.fullmatch(r"old (0|[1-9][0-9]{0,17})", first)
        if not gap or found is None or len(steps) > 63:
            raise BadNote("送签文件格式不对，第一行应为“old 条数”。")
        try:
            proof = [base64.b64decode(step, validate=True) for step in steps]
        except binascii.Error as error:
            raise BadNote("送签文件中的证明格式不对。") from error
        return cls(int(found[1]), proof, note)


class Witness:
    """``folder`` holds the witness's own key and, for every log, what was cosigned last."""

    def __init__(self, folder: Path, name: str = "witness") -> None:
        self.folder, self.name = folder, name
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / "witness.key"
        if not path.exists():
            self._write(path, secrets.token_hex(32))
        self._key = notes.private_key(bytes.fromhex(path.read_text(encoding="ascii")), "audit witness")

    @property
    def verifier(self) -> Verifier:
        return notes.verifier(self._key, self.name, notes.COSIGNED)

    def seen(self, origin: str) -> Checkpoint | None:
        path = self._state(origin)
        if not path.exists():
            return None
        stored = json.loads(path.read_text(encoding="utf-8"))
        return Checkpoint(stored["origin"], stored["size"], bytes.fromhex(stored["root"]))

    def cosign(self, request: Request, office: Verifier, *, second: int | None = None) -> str:
        """The witness's line for the note. Raises Refused or BadNote, and then remembers nothing."""
        checkpoint = Checkpoint.read(request.note)
        if not notes.is_signed(request.note, office):
            raise Refused("检查点不是这个平台签名的，或者签名后被改动过，没有加签。")
        with (self.folder / "witness.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            seen = self.seen(checkpoint.origin)
            old, root = (seen.size, seen.root) if seen else (0, b"")
            if checkpoint.size < old:
                raise Refused(f"操作留痕变短了：上次见证时有{old}条，现在只有{checkpoint.size}条，没有加签。")
            if request.old != old:
                raise Refused(f"上次见证到第{old}条，送签文件从第{request.old}条说起，请按{old}重新送签。")
            if not merkle.grew(old, root, checkpoint.size, checkpoint.root, request.proof):
                raise Refused(f"操作留痕与上次见证的前{old}条不符，被改写过，没有加签。")
            state = {"origin": checkpoint.origin, "size": checkpoint.size, "root": checkpoint.root.hex()}
            self._write(self._state(checkpoint.origin), json.dumps(state))
        return notes.cosign(request.note, self._key, self.name, second or int(time.time()))

    def _state(self, origin: str) -> Path:
        return self.folder / f"{hashlib.sha256(origin.encode()).hexdigest()[:32]}.json"

    @staticmethod
    def _write(path: Path, text: str) -> None:
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
