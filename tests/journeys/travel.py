"""An office whose calendar a test may move on."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.services import Office, wait_until

CLOCK = Path(__file__).with_name("clock")


class TravellingOffice(Office):
    """A whole office, web server and worker, whose days a test may let pass while it runs."""

    def __init__(self, **environment: str) -> None:
        super().__init__(**environment)
        paths = [str(CLOCK), os.environ.get("PYTHONPATH", "")]
        self.environment["PYTHONPATH"] = os.pathsep.join(path for path in paths if path)
        self.clock = self.folder / "clock"
        self.clock.mkdir()
        self.environment["OFFICE_TEST_CLOCK"] = str(self.clock)
        self.days = 0
        self._set_clock()
        self._leave_the_night_alone()

    @property
    def today(self) -> dt.date:
        """The day it is in this office."""
        return dt.datetime.now(ZoneInfo("Asia/Shanghai")).date() + dt.timedelta(days=self.days)

    def travel(self, days: int) -> None:
        """Let ``days`` pass in every process of the office. Everybody has to log in anew."""
        self.days += days
        self._set_clock()
        wait_until(self._all_are_there, what=f"{self.name} {self.days} days later")

    def _leave_the_night_alone(self) -> None:
        """A backup dated far ahead: what every office does once a day is tried in tests/office and would
        take half the machine from each walk."""
        folder = self.folder / "data" / "backups"
        folder.mkdir(parents=True, exist_ok=True)
        done = folder / "office-walk.bak"
        done.touch()
        ahead = (dt.datetime.now(dt.UTC) + dt.timedelta(days=400)).timestamp()
        os.utime(done, (ahead, ahead))

    def _set_clock(self) -> None:
        told = self.clock / "days.new"
        told.write_text(str(self.days))
        told.replace(self.clock / "days")  # whole or not at all: nobody reads half a number

    def _all_are_there(self) -> bool:
        processes = [path for path in self.clock.iterdir() if path.name.isdecimal() and _runs(path.name)]
        return bool(processes) and all(path.read_text() == str(self.days) for path in processes)


def _runs(process: str) -> bool:
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    return True
