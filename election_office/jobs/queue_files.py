"""The queue of files for an office without Redis: kombu's, with every file complete when it can be seen.

kombu opens a message (and the table of an exchange) under its final name and locks and fills it afterwards.
A worker that looks in between takes an empty file, fails on it, and the job is not heard of again. Here a
file is written beside and then renamed; and no thread sends through an exchange another is still binding,
which would drop the message without a word.
"""

from __future__ import annotations

import fcntl
import os
import threading
import uuid
from pathlib import Path
from queue import Empty
from time import time_ns
from typing import Any

from kombu.transport import filesystem
from kombu.utils.json import dumps, loads


def write_whole(target: Path, text: str) -> None:
    """Put the file there at once: whoever opens it reads all of it or does not find it."""
    part = target.with_name(f".{uuid.uuid4()}.part")
    part.write_text(text, encoding="utf-8")
    os.replace(part, target)


_binding = threading.Lock()


class Channel(filesystem.Channel):
    def queue_bind(self, *args: Any, **kwargs: Any) -> None:
        with _binding:
            super().queue_bind(*args, **kwargs)

    def _get(self, queue: str) -> dict[str, Any]:  # type: ignore[override]  # two stubs disagree
        """A folder that is away (a share, a disk) holds nothing just now; the worker waits and goes on."""
        try:
            return super()._get(queue)
        except OSError:
            raise Empty from None

    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]  # two stubs disagree
        # Taken in the order of their names: first in, first out, also after the machine was started anew.
        name = f"{time_ns():020d}_{uuid.uuid4()}.{queue}.msg"
        write_whole(Path(self.data_folder_out) / name, dumps(payload))

    def _queue_bind(self, exchange: str, routing_key: str | None, pattern: str | None, queue: str) -> None:
        table: Path = self._exchange_file(exchange)  # type: ignore[attr-defined]  # not in the stubs
        table.parent.mkdir(exist_ok=True)
        row = [routing_key or "", pattern or "", queue or ""]
        with (table.parent / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            rows = loads(table.read_text(encoding="utf-8")) if table.exists() else []
            if row not in rows:
                write_whole(table, dumps([row, *rows]))


class Transport(filesystem.Transport):
    Channel = Channel
