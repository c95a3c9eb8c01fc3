"""Many clerks type at once into a running office: nothing fails, nothing is lost, nothing is kept twice.

Fifty on PostgreSQL, twenty on SQLite. Each has a session of their own and speaks HTTP as a browser does;
the two readings of a sheet are sent at the same moment, and each is sent twice, as by a double click.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.journeys.travel import TravellingOffice

pytestmark = pytest.mark.journey

CLERKS = 50 if os.environ.get("DATABASE_URL") else 20
ISSUED = 600 // CLERKS  # ballots in each box: 300 in all, of 424 voters
# A reading that meets the other's in the same moment is told to look again; a person would, once or twice.
PATIENCE = 20

PREPARE = """
import json
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from ballots.actions import start_counting
from ballots.models import CountSheet
from election_office.accounts.permissions import Role
from tests.ballots.scenes import Scene
from tests.factories import RegistrationFactory, UserFactory
scene = Scene(village="演示百录村")
for _ in range(%(voters)d):
    RegistrationFactory(election=scene.election, entered_by=scene.clerk)
for number in range(1, %(boxes)d + 1):
    scene.ballots(scene.box(f"第{number}票箱"), %(issued)d, %(issued)d)
start_counting(round=scene.round, by=scene.officer)
sessions = []
for number in range(%(clerks)d):
    clerk = UserFactory(serving=scene.election.area_code, role=Role.COUNT_CLERK, username=f"many{number}")
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(clerk.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = clerk.get_session_auth_hash()
    session.save()
    sessions.append(session.session_key)
sheets = list(CountSheet.objects.filter(box__round__election=scene.election).values_list("pk", flat=True))
print(json.dumps({
    "election": scene.election.pk, "sessions": sessions, "sheets": sheets,
    "cookie": settings.SESSION_COOKIE_NAME,
}))
"""

READ = """
import json
from ballots.models import CountEntry, CountSheet
sheets = CountSheet.objects.filter(box__round__election_id=%(election)d)
entries = CountEntry.objects.filter(sheet__in=sheets)
print(json.dumps({
    "states": sorted(sheets.values_list("state", flat=True)),
    "entries": list(entries.filter(revoked_at=None).values_list("sheet_id", "number", "entered_by_id")),
    "withdrawn": entries.exclude(revoked_at=None).count(),
    "votes": {entry.pk: [line.votes for line in entry.lines.order_by("pk")] for entry in entries},
}))
"""


@pytest.fixture(scope="module")
def office() -> Iterator[TravellingOffice]:
    with TravellingOffice() as office:
        yield office


class Clerk:
    """One browser that keeps its cookies."""

    def __init__(self, port: int, cookies: dict[str, str]) -> None:
        self.port, self.cookies = port, cookies

    def ask(self, method: str, path: str, data: dict[str, str] | None = None) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if data is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode(data)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            for header in answer.headers.get_all("Set-Cookie", []):
                name, _, value = header.partition(";")[0].partition("=")
                self.cookies[name] = value
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def type_sheet(self, sheet: int, statuses: Counter[int]) -> None:
        """Open the sheet, fill every field, send it twice; look again while somebody else was faster."""
        for _ in range(PATIENCE):
            status, page = self.ask("GET", f"/count-sheets/{sheet}/")
            statuses[status] += 1
            fields = re.findall(r'<input[^>]*\bname="(c\d+)"', page)
            if status != 200 or not fields:
                return  # this person's reading is in
            data = dict.fromkeys(fields, "0") | {fields[0]: str(ISSUED), "valid": str(ISSUED)}
            data |= {"void": "0", "blank": "0", "rows": "1"}
            for name in ("version", "csrfmiddlewaretoken"):
                found = re.search(rf'name="{name}" value="([^"]+)"', page)
                assert found, f"{name} is not on the page"
                data[name] = found[1]
            for _ in range(2):
                statuses[self.ask("POST", f"/count-sheets/{sheet}/", data)[0]] += 1
        raise AssertionError(f"sheet {sheet}: not taken in {PATIENCE} attempts")


def test_many_clerks_type_at_once_and_every_reading_is_kept_once(office: TravellingOffice) -> None:
    numbers = {"clerks": CLERKS, "issued": ISSUED, "boxes": CLERKS // 2, "voters": 400}
    ready: dict[str, Any] = json.loads(office.python(PREPARE % numbers).splitlines()[-1])
    clerks = [Clerk(office.port, {ready["cookie"]: key}) for key in ready["sessions"]]
    sheets: list[int] = ready["sheets"]
    assert len(sheets) >= CLERKS // 2
    statuses: Counter[int] = Counter()
    together = threading.Barrier(CLERKS)

    def work(number: int) -> None:
        """Each pair of clerks has its share of the sheets, and both read all of it."""
        together.wait()
        for sheet in sheets[number // 2 :: CLERKS // 2]:
            clerks[number].type_sheet(sheet, statuses)

    with ThreadPoolExecutor(CLERKS) as pool:
        list(pool.map(work, range(CLERKS)))
    kept = json.loads(office.python(READ % ready).splitlines()[-1])
    # One redirect for each reading taken; the second click finds nothing more to do.
    assert statuses[302] == 2 * len(sheets), statuses
    assert set(statuses) <= {200, 302}, statuses
    assert kept["states"] == ["agreed"] * len(sheets)
    assert Counter(sheet for sheet, _, _ in kept["entries"]) == dict.fromkeys(sheets, 2)
    assert len({(sheet, by) for sheet, _, by in kept["entries"]}) == 2 * len(sheets)
    assert kept["withdrawn"] == 0
    assert {sum(votes) for votes in kept["votes"].values()} == {ISSUED}
