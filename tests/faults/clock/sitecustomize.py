"""Started by Python itself in every process of an office under test: a file says how wrong its clock goes.

The file named by OFFICE_TEST_CLOCK holds seconds (negative: set back); it is read four times a second, so
that the clock of running processes is set as somebody at the machine would. The product knows nothing of it.
"""

import datetime as dt
import os
import threading
import time
from pathlib import Path

if name := os.environ.get("OFFICE_TEST_CLOCK"):
    import time_machine

    def follow() -> None:
        now, travelling = 0.0, None
        while True:
            try:
                wanted = float(Path(name).read_text(encoding="ascii") or 0)
            except (OSError, ValueError):
                wanted = now
            if wanted != now:
                if travelling is not None:
                    travelling.stop()
                    travelling = None
                if wanted:
                    there = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=wanted)
                    travelling = time_machine.travel(there, tick=True)
                    travelling.start()
                now = wanted
            time.sleep(0.25)

    def begin() -> None:
        threading.Thread(target=follow, daemon=True).start()

    begin()
    os.register_at_fork(after_in_child=begin)
