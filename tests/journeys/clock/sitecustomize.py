"""Started by Python itself in every process of an office under test: its clock runs some days ahead.

An election takes weeks between its postings and its polling day; a journey walks it in minutes. The
product knows nothing of this: the date is moved under it, as it would be for a person coming later.
OFFICE_TEST_CLOCK names a folder: the file ``days`` in it says how many, and each process answers in a file
named after itself once it is there.
"""

import atexit
import datetime as dt
import os
import threading
from pathlib import Path


def follow(folder: Path) -> None:
    import time_machine  # noqa: PLC0415 -- other processes need not have it

    arrived = 0
    clock = time_machine.travel(dt.datetime.now(dt.UTC), tick=True).start()

    def look() -> None:
        nonlocal arrived
        days = int((folder / "days").read_text())
        clock.shift(dt.timedelta(days=days - arrived))
        arrived = days
        (folder / str(os.getpid())).write_text(str(days))

    def watch() -> None:
        while (folder / "days").exists():
            if int((folder / "days").read_text() or arrived) != arrived:
                look()
            pause.wait(0.1)

    def leave() -> None:
        (folder / str(os.getpid())).unlink(missing_ok=True)

    def begin() -> None:
        (folder / str(os.getpid())).write_text(str(arrived))
        threading.Thread(target=watch, daemon=True).start()

    pause = threading.Event()
    look()
    begin()
    os.register_at_fork(after_in_child=begin)
    atexit.register(leave)


if "OFFICE_TEST_CLOCK" in os.environ and (Path(os.environ["OFFICE_TEST_CLOCK"]) / "days").exists():
    follow(Path(os.environ["OFFICE_TEST_CLOCK"]))
