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
from operator import attrgetter
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
_plain_of = attrgetter(*_PLAIN)
Prepared = tuple[Any, ...]


class Keeping:
    """Rows on their way into a file, with what a new person's record needs of each (``prepare``)."""

    def __init__(self) -> None:
        self._file: IO[bytes] = tempfile.SpooledTemporaryFile(4 << 20, dir=str(scratch.folder()))  # noqa: SIM115
        self.rows = 0

    def add(self, rows: Sequence[RollRow], prepared: Sequence[Prepared]) -> None:
        content = [
            (_plain_of(row), row.birth_date.toordinal(), ready)
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
        try:
            rows = [_row(values, born) for values, born, _ in content]
        except (TypeError, ValueError) as error:
            raise KeptError from error
        yield rows, [ready for _, _, ready in content]


def _row(values: tuple[Any, ...], born: int) -> RollRow:
    """In the order of ``_PLAIN``, given by place: by name it took longer than all else that is read here."""
    (
        sheet, row, name, sex, number, label, household, hukou, lives, roll_class, note, standing, why, head,
        relation, apart, digest, person_id, group_id,
    ) = values  # fmt: skip
    return RollRow(
        sheet, row, name, sex, dt.date.fromordinal(born), "", number, label, household, "", "", "", "", "",
        hukou, lives, roll_class, note, standing, why, head, relation, apart, digest, person_id, group_id,
    )  # fmt: skip
