"""A large file on its way in: sealed while it comes, in a file without a name.

What is small is held in memory, as Django does. Django would write anything larger in clear into the folder
for everybody's temporary files, and leave it there when its process is killed. Memory alone would do without
a file, but sixty megabytes for every clerk who uploads at once are more than an office computer has to spare.
"""

from __future__ import annotations

from typing import IO, Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from election_office.core import cipher, scratch

LARGEST = 64 * 1024 * 1024  # one file; no form takes more
TOGETHER = 4 * LARGEST  # all files of one request


class SealedUploadHandler(FileUploadHandler):
    """Of a file beyond what any form takes nothing is kept but its size: the form says that it is too big."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.kept = 0
        self.sealing: cipher.Sealing | None = None
        self.sealed: IO[bytes] | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.sealing, self.sealed = cipher.Sealing(), scratch.file()
        self.size = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self.sealing is None or self.sealed is None:
            return
        self.size += len(raw_data)
        self.kept += len(raw_data)
        if self.size > LARGEST or self.kept > TOGETHER:
            self._drop()
            return
        self.sealed.write(self.sealing.add(raw_data))

    def file_complete(self, file_size: int) -> UploadedFile[bytes]:
        if self.sealing is None or self.sealed is None:
            self.sealing, self.sealed = cipher.Sealing(), scratch.file()
        sealed, sealing = self.sealed, self.sealing
        self.sealing = self.sealed = None
        sealed.write(sealing.end())
        sealed.flush()
        sealed.seek(0)
        return UploadedFile(
            file=cipher.opened(sealed),
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )

    def upload_interrupted(self) -> None:
        self._drop()

    def _drop(self) -> None:
        if self.sealed is not None:
            self.sealed.close()
        self.sealing = self.sealed = None
