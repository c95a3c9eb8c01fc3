"""The queue of files: a message is seen whole or not at all, and is taken once."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from kombu import Connection

from election_office.celery import app
from election_office.jobs.queue_files import Transport

MESSAGES, WRITERS, READERS = 150, 3, 3


def folders(root: Path) -> dict[str, object]:
    for name in ("messages", "done", "control"):
        (root / name).mkdir()
    return {
        "data_folder_in": str(root / "messages"),
        "data_folder_out": str(root / "messages"),
        "processed_folder": str(root / "done"),
        "control_folder": str(root / "control"),
        "store_processed": False,
    }


def test_the_office_queues_its_jobs_through_it() -> None:
    if not str(app.conf.broker_url).startswith("filesystem:"):
        pytest.skip("this run has Redis")
    assert isinstance(app.connection_for_write().transport, Transport)


def test_readers_among_writers_get_every_message_whole_and_once(tmp_path: Path) -> None:
    options = folders(tmp_path)
    done, seen, broken = threading.Event(), [], []

    def connection() -> Connection:
        return Connection("filesystem://", transport=Transport, transport_options=options)

    def write(first: int) -> None:
        with connection() as line, line.SimpleQueue("jobs") as queue:
            for number in range(first, first + MESSAGES):
                queue.put({"job": number, "about": "x" * 4000})

    def read() -> None:
        with connection() as line, line.SimpleQueue("jobs") as queue:
            while True:
                last = done.is_set()
                try:
                    message = queue.get(block=False)
                except queue.Empty:
                    if last:
                        return
                    continue
                except Exception as error:
                    broken.append(repr(error))
                    return
                seen.append(message.payload["job"])
                message.ack()

    readers = [threading.Thread(target=read) for _ in range(READERS)]
    writers = [threading.Thread(target=write, args=(one * MESSAGES,)) for one in range(WRITERS)]
    for thread in readers + writers:
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    for thread in readers:
        thread.join()
    assert broken == []
    assert sorted(seen) == list(range(MESSAGES * WRITERS))
    assert list((tmp_path / "messages").iterdir()) == []


def test_a_folder_that_is_away_is_an_empty_queue_and_no_end_of_the_worker(tmp_path: Path) -> None:
    options = folders(tmp_path)
    messages, away = tmp_path / "messages", tmp_path / "away"
    with (
        Connection("filesystem://", transport=Transport, transport_options=options) as line,
        line.SimpleQueue("away") as queue,  # a name of its own: kombu keeps bindings for all connections
    ):
        queue.put({"job": 1})
        messages.rename(away)
        with pytest.raises(queue.Empty):
            queue.get(block=False)
        away.rename(messages)
        assert queue.get(block=False).payload == {"job": 1}
