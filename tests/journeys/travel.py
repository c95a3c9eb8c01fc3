"""An office whose calendar a test may move on."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.services import Office, wait_until

CLOCK = Path(__file__).with_name("clock")


class TravellingOffice(Office):
    """A whole office, web server and worker, that can be started again on a later day."""

    def __init__(self, **environment: str) -> None:
        super().__init__(**environment)
        paths = [str(CLOCK), os.environ.get("PYTHONPATH", "")]
        self.environment["PYTHONPATH"] = os.pathsep.join(path for path in paths if path)
        self.days = 0

    @property
    def today(self) -> dt.date:
        """The day it is in this office."""
        return dt.datetime.now(ZoneInfo("Asia/Shanghai")).date() + dt.timedelta(days=self.days)

    def travel(self, days: int) -> None:
        """Close the office and open it again ``days`` later. Everybody has to log in anew."""
        self.stop()
        self.days += days
        self.environment["OFFICE_TEST_DAYS"] = str(self.days)
        self.start()
        wait_until(self.ready_or_dead, what=f"{self.name} {self.days} days later")
