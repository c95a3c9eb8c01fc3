"""The judged rows of a trial, kept until the import writes them: nothing is read or judged twice.

A file of sealed pieces, a batch each, beside the uploaded one; it holds whole identity numbers in no other
form than the database does. It is thrown away when the file is tried again, imported, or has errors.
"""

from __future__ import annotations

import datetime as dt
import io
import marshal
import struct
import tempfile
from collections.abc import Iterator, Sequence
from typing import IO, Any

from election_office.core import cipher, scratch
from voters.imports.rows import RollRow

_LENGTH = struct.Struct("<I")
_FORMAT = 1
# What the import asks of a row, in this order; the identity number itself is only there encrypted.
_PLAIN = (
    "sheet", "row", "name", "sex", "group_number", "group_label", "household", "hukou_here", "lives_here",
    "roll_class", "note", "standing", "why", "head", "relation", "apart", "digest", "person_id", "group_id",
)  # fmt: skip
Prepared = tuple[Any, ...]


class Keeping:
    """Rows on their way into a file, with what a new person's record needs of each (``prepare``)."""

    def __init__(self) -> None:
        self._file: IO[bytes] = tempfile.SpooledTemporaryFile(4 << 20, dir=str(scratch.folder()))  # noqa: SIM115
        self.rows = 0

    def add(self, rows: Sequence[RollRow], prepared: Sequence[Prepared]) -> None:
        content = [
            (tuple(getattr(row, name) for name in _PLAIN), row.birth_date.toordinal(), ready)
            for row, ready in zip(rows, prepared, strict=True)
        ]
        sealed = b"".join(cipher.sealed_pieces([marshal.dumps((_FORMAT, content))]))
        self._file.write(_LENGTH.pack(len(sealed)))
        self._file.write(sealed)
        self.rows += len(rows)

    def __enter__(self) -> Keeping:
        return self

    def __exit__(self, *error: object) -> None:
        self._file.close()

    def file(self) -> IO[bytes]:
        """The whole, from its beginning."""
        self._file.seek(0)
        return self._file


class KeptError(ValueError):
    """The kept rows are damaged, of another key or of an older release: the file has to be tried again."""


def batches(source: IO[bytes]) -> Iterator[tuple[list[RollRow], list[Prepared]]]:
    """The rows as they were judged, a batch at a time, and what was prepared of each."""
    while head := source.read(_LENGTH.size):
        try:
            sealed = source.read(_LENGTH.unpack(head)[0])
            plain = cipher.opened(io.BytesIO(sealed)).read()
            version, content = marshal.loads(plain)  # noqa: S302 -- sealed by this office
        except (struct.error, cipher.Unreadable, EOFError, ValueError, TypeError) as error:
            raise KeptError from error
        if version != _FORMAT:
            raise KeptError
        rows, prepared = [], []
        for values, born, ready in content:
            rows.append(
                RollRow(
                    birth_date=dt.date.fromordinal(born), id_number="", ethnic="", education="", politics="",
                    phone="", address="", **dict(zip(_PLAIN, values, strict=True)),
                )
            )  # fmt: skip
            prepared.append(ready)
        yield rows, prepared
