"""Where uploaded and printed files lie: sealed with the office's key, under names that say nothing."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from django.core.files import File
from django.core.files.storage import FileSystemStorage

from election_office.core import cipher

_SUFFIX = re.compile(r"\.[a-z0-9]{1,5}")


class SealedStorage(FileSystemStorage):
    """The office's only place for files. What people called a file stays out of its path: a name may
    hold a number or say whose case it is. A file stands under its name only when it is whole, so that
    a full disk or a lost process leaves nothing half-written. Files of the time before sealing are read
    as they are; ``seal_old_files`` seals them."""

    def generate_filename(self, filename: str | os.PathLike[str]) -> str:
        """The folder the field chose, a random name, and the kind of the file."""
        path = PurePosixPath(super().generate_filename(filename))
        suffix = path.suffix.lower()
        name = secrets.token_hex(16) + (suffix if _SUFFIX.fullmatch(suffix) else "")
        return str(path.with_name(name))

    def _open(self, name: str, mode: str = "rb") -> File[bytes]:
        if mode != "rb":
            raise ValueError("Files are written by save() alone.")
        return File(cipher.opened(Path(self.path(name)).open("rb")), name=name)

    def _save(self, name: str, content: Any) -> str:
        draft = Path(self.path(name)).parent / f".{secrets.token_hex(16)}.part"
        make_folder(draft.parent)
        try:
            write_whole(draft, cipher.sealed_pieces(content.chunks()))
            while True:
                try:
                    os.link(draft, self.path(name))
                    return name
                except FileExistsError:
                    name = self.get_available_name(name)
        finally:
            draft.unlink(missing_ok=True)

    def size(self, name: str) -> int:
        path = Path(self.path(name))
        size = path.stat().st_size
        with path.open("rb") as file:
            return cipher.plain_size(size) if cipher.is_sealed(file.read(8)) else size

    def seal_again(self, name: str) -> None:
        """Seal a file with the key in use: one of the time before sealing, or of a key taken out of use."""
        path = Path(self.path(name))
        draft = path.parent / f".{secrets.token_hex(16)}.part"
        try:
            with cipher.opened(path.open("rb")) as source:
                write_whole(draft, cipher.sealed_pieces(iter(lambda: source.read(cipher.PIECE), b"")))
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)


def write_whole(path: Path, pieces: Iterator[bytes]) -> None:
    """A new file that its owner alone may read, on the disk when this returns."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        for piece in pieces:
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())


def make_folder(folder: Path) -> None:
    """The folder and those above it that are missing, closed to others."""
    for missing in reversed([row for row in (folder, *folder.parents) if not row.exists()]):
        missing.mkdir(mode=0o700, exist_ok=True)
