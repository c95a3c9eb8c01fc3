"""make scale: does a page cost more in a county of a million people than in one of ten thousand?

Two invented counties (load_county) in a temporary PostgreSQL; every page the table of permissions opens to
a role, read by that role; printed: page, role, SQL, time and the ratio of the two. Nothing of it remains.
Each page is read in both counties by turns, so that other work of the machine weighs on both alike.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

SMALL, IN_VILLAGE, IN_TOWNSHIP = 10_000, 2_000, 25
MODULES = (
    "frame", "villages", "voters", "candidates", "ballots", "afterwards", "groundwork", "issuing",
    "preparation", "archive", "collectives", "supervision", "figures",
)  # fmt: skip
LARGE = ("villages_person", "voters_registration", "audit_auditevent", "documents_document")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--people", type=int, default=1_000_000, help="people of the larger county")
    options.add_argument("--roles", default="", help="only these roles, with commas between them")
    options.add_argument(
        "--databases", nargs=2, metavar="URL", help="two counties already loaded and migrated, smaller first"
    )
    options.add_argument("--walk", action="store_true", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.walk:
        serve(chosen.roles)
        return
    if chosen.databases:
        environment = os.environ | {
            "OFFICE_PLAIN_STATIC": "1",
            "DJANGO_SETTINGS_MODULE": "election_office.settings",
            "PYTHONPATH": str(PROJECT),
        }
        compare(
            [environment | {"DATABASE_URL": url} for url in chosen.databases], chosen.roles, chosen.people
        )
        return
    from tests.plugin import TEST_KEYS
    from tests.services import PostgreSQL, create_database

    with tempfile.TemporaryDirectory(prefix="office-scale-") as folder, PostgreSQL() as server:
        (Path(folder) / "static").mkdir()
        environment = os.environ | TEST_KEYS
        environment |= {
            "OFFICE_DATA_DIR": folder,
            "OFFICE_PLAIN_STATIC": "1",
            "DJANGO_SETTINGS_MODULE": "election_office.settings",
            "PYTHONPATH": str(PROJECT),
            "DATABASE_URL": server.create_database("scale_empty"),
        }
        run(environment, "manage.py", "migrate", "--verbosity", "0")
        both = []
        for people in (SMALL, chosen.people):
            database = create_database(server.url, f"scale_{people}", "scale_empty")
            both.append(environment | {"DATABASE_URL": database})
            load(both[-1], people)
        compare(both, chosen.roles, chosen.people)


def load(environment: dict[str, str], people: int) -> None:
    villages = max(people // IN_VILLAGE, 1)
    size = {"people": people, "villages": villages, "townships": -(-villages // IN_TOWNSHIP)}
    begun = time.monotonic()
    run(environment, "manage.py", "load_county", *(f"--{name}={number}" for name, number in size.items()))
    print(f"{people} people in {villages} villages: loaded in {time.monotonic() - begun:.0f} s", flush=True)


def compare(environments: list[dict[str, str]], roles: str, people: int) -> None:
    """Each page by turns in both counties: read once to warm, then the smallest of five."""
    begun = time.monotonic()
    small, large = (Walk(environment, roles) for environment in environments)
    found = []
    for key in [key for key in large.pages if key in small.pages]:
        times: tuple[list[float], list[float]] = ([], [])
        for turn in range(6):
            for which, county in enumerate((small, large)):
                told = county.ask(key, plans=False)
                if turn:
                    times[which].append(told["ms"])
        pair = []
        for which, county in enumerate((small, large)):
            pair.append(
                {"page": key[0], "role": key[1], **county.ask(key, plans=True), "ms": min(times[which])}
            )
        found.append((pair[0], pair[1]))
    print(f"{len(found)} pages walked in {time.monotonic() - begun:.0f} s", flush=True)
    small.end()
    large.end()
    tell(found, people)


class Walk:
    """A process that reads the pages of one county when it is asked to."""

    def __init__(self, environment: dict[str, str], roles: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, __file__, "--walk", f"--roles={roles}"],
            cwd=PROJECT, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        self.pages = {tuple(key): number for number, key in enumerate(self._answer())}

    def ask(self, key: tuple[str, ...], *, plans: bool) -> dict[str, Any]:
        assert self.process.stdin
        self.process.stdin.write(f"{self.pages[key]} {int(plans)}\n")
        self.process.stdin.flush()
        told: dict[str, Any] = self._answer()
        return told

    def _answer(self) -> Any:
        assert self.process.stdout
        line = self.process.stdout.readline()
        return json.loads(line) if line else sys.exit("a walk ended before its pages were read")

    def end(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait()


def run(environment: dict[str, str], *command: str) -> str:
    done = subprocess.run(
        [sys.executable, *command], cwd=PROJECT, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(done.stderr[-4000:])
    return done.stdout


# ------------------------------------------------------------------ the walk, in a process of its own


def serve(roles: str) -> None:
    """Answers line by line: first the pages there are, then each that is asked for."""
    pages = list(walk(roles))
    print(json.dumps([[page, role] for page, role, _, _ in pages]), flush=True)
    for line in sys.stdin:
        number, plans = map(int, line.split())
        _, _, browser, address = pages[number]
        print(json.dumps(plans_of(browser, address) if plans else read(browser, address)), flush=True)


def walk(roles: str) -> Iterator[tuple[str, str, Any, str]]:
    import django

    django.setup()
    from importlib import import_module

    from django.test import Client
    from django.test.utils import setup_test_environment
    from django.urls import reverse

    from election_office.accounts.permissions import Role

    setup_test_environment()
    rows, places = things()
    lines = [line for name in MODULES for line in import_module(f"tests.permissions.{name}").TABLE]
    lines = [line for line in lines if all(arg in rows for arg in line.args) and "{" not in line.query]
    for role in roles.split(",") if roles else Role.values:
        browser = Client(raise_request_exception=False)
        browser.force_login(member(role, places[role]))
        for line in lines:
            if line.here[role][0] == 200:
                address = reverse(line.name, args=[rows[arg] for arg in line.args]) + line.query
                yield line.id, role, browser, address
        for name, query in SEARCHES:
            args = [rows["election"]] if name.startswith("voters") else [rows["village"]]
            address = reverse(name, args=[] if name.startswith(("audit", "documents")) else args)
            yield f"{name}?{query}", role, browser, f"{address}?{query}"


SEARCHES = (
    ("villages:people", "q=赵"), ("villages:people", "q=z"), ("villages:people", "q=%25"),
    ("voters:desk_search", "q=赵"), ("voters:desk_search", "q=z"), ("voters:desk_search", "q=123X"),
    ("voters:roll", "q=赵"), ("voters:cards", "q=赵"), ("voters:proxy_list", "q=赵"),
    ("audit:list", "actor=试验"), ("audit:list", "before=20200101T000000.000000Z_1"),
    ("documents:list", "state=issued"),
)  # fmt: skip


def things() -> tuple[dict[str, int], dict[str, str]]:
    """What the addresses point at, by the name it has in the table, and where each role serves."""
    from election_office.accounts.permissions import Role
    from election_office.audit.models import AuditEvent
    from election_office.documents.models import Document
    from villages.models import Election
    from voters.models import Registration

    # The village that has registered and not yet published its roll; it is in both counties.
    election = Election.objects.with_places().order_by("village__code")[4]
    village = election.village
    voter = Registration.objects.filter(election=election).order_by("pk").first()
    rows: dict[str, Any] = {
        "election": election, "village": village, "township": village.township,
        "county": village.township.county, "cycle": election.cycle, "group": village.groups.first(),
        "step": election.steps.first(), "voter": voter, "person": voter.person if voter else None,
        "document": Document.objects.filter(area_code=village.code).first(),
        "event": AuditEvent.objects.filter(area_code=village.code).first(),
    }  # fmt: skip
    wide = {
        Role.COUNTY_SUPERVISOR: village.township.county.code,
        Role.TOWNSHIP_OFFICER: village.township.code,
    }
    places = {role: wide.get(role, village.code) for role in Role.values}
    return {name: row.pk for name, row in rows.items() if row is not None}, places


def member(role: str, code: str) -> Any:
    from election_office.accounts.models import Assignment, User

    user, new = User.objects.get_or_create(username=f"scale-{role}", defaults={"name": "演示经办"})
    if new:
        user.set_unusable_password()
        user.save()
        Assignment.objects.create(user=user, role=role, area_code=code)
    return user


def read(browser: Any, address: str) -> dict[str, Any]:
    begun = time.perf_counter()
    answer = browser.get(address)
    answer.getvalue()
    passed = time.perf_counter() - begun
    answer.close()
    return {"ms": passed * 1000}


def plans_of(browser: Any, address: str) -> dict[str, Any]:
    """Once with the statements and their plans."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        answer = browser.get(address)
        status, size = answer.status_code, len(answer.getvalue())
        answer.close()
    scans: set[str] = set()
    with connection.cursor() as cursor:
        for sql in [one["sql"] for one in asked if one["sql"].startswith("SELECT")]:
            cursor.execute(f"EXPLAIN {sql}")
            plan = "\n".join(row[0] for row in cursor.fetchall())
            scans |= {table for table in re.findall(r"Seq Scan on (\w+)", plan) if table in LARGE}
    return {
        "status": status,
        "kb": size / 1024,
        "sql": len(asked),
        "scans": sorted(scans),
    }


# ------------------------------------------------------------------ the table


def tell(rows: list[tuple[dict[str, Any], dict[str, Any]]], people: int) -> None:
    rows.sort(key=lambda pair: -pair[1]["ms"] / pair[0]["ms"])
    print(f"\n{'page':58} {'role':18} SQL {SMALL:>9} ms {people:>9} ms ratio    KB  read from end to end")
    for less, more in rows:
        sql = f"{less['sql']}" if less["sql"] == more["sql"] else f"{less['sql']}>{more['sql']}"
        ratio = more["ms"] / less["ms"]
        print(
            f"{more['page'][:58]:58} {more['role']:18} {sql:>5} {less['ms']:10.1f} {more['ms']:10.1f} "
            f"{ratio:7.2f} {more['kb']:6.0f}  {' '.join(more['scans'])}"
        )
    grown = [more["page"] for less, more in rows if more["ms"] > 1.5 * less["ms"] + 5]
    asking = [more["page"] for less, more in rows if more["sql"] > less["sql"]]
    print(f"\n{len(rows)} pages; more than 1.5 times and 5 ms slower: {sorted(set(grown)) or 'none'}")
    print(f"asking more often: {sorted(set(asking)) or 'none'}")
    print(f"failed: {sorted({row['page'] for _, row in rows if row['status'] >= 500}) or 'none'}")


if __name__ == "__main__":
    main()
