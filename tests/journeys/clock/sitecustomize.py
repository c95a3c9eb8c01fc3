"""Started by Python itself in every process of an office under test: its clock runs OFFICE_TEST_DAYS ahead.

An election takes weeks between its postings and its polling day; a journey walks it in minutes. The
product knows nothing of this: the date is moved under it, as it would be for a person coming later.
"""

import datetime as dt
import os

if days := int(os.environ.get("OFFICE_TEST_DAYS", "0")):
    import time_machine

    time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=days), tick=True).start()
