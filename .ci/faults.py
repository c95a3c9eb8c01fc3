"""make faults: what is lost, what comes twice, and how soon the office works again after each fault.

An office of its own (run_office with its web server and worker) on SQLite with the queue of files, and on a
temporary PostgreSQL with Redis. While people register, import and issue, each fault happens at FAULTS random
moments (default 20); afterwards everything that was confirmed is looked for in the database. Nobody presses
anything a second time that the office had accepted. Leaves with 1 when something was lost, came twice, or
took longer than 30 seconds.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

LIMIT = 30.0  # seconds until the office works again
SLOW = 10.0  # after that the state of things is written down
PATIENCE = 150.0  # how long it is waited for before it counts as lost
CLOCK = PROJECT / "tests" / "faults" / "clock"


@dataclass
class Found:
    """What one fault did."""

    fault: str
    title: str
    seconds: list[float] = field(default_factory=list)
    confirmed: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    skipped: str = ""

    @property
    def held(self) -> bool:
        return not self.lost and not self.doubled and max(self.seconds, default=0.0) <= LIMIT


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--moments", type=int, default=int(os.environ.get("FAULTS", "20")))
    options.add_argument("--on", default="sqlite,postgres", help="the databases, with a comma between them")
    options.add_argument("--only", default="", help="the faults, with commas between them")
    options.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    options.add_argument("--json", action="store_true", help="print what was found for a program")
    options.add_argument("--trial", action="store_true", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.trial:
        json.dump([asdict(found) for found in trial(chosen)], sys.stdout)
        return
    told = {}
    for database in chosen.on.split(","):
        told[database] = in_a_process_of_its_own(chosen, database)
        if not chosen.json:
            tell(database, told[database], chosen.seed)
    if chosen.json:
        json.dump({name: [asdict(one) for one in found] for name, found in told.items()}, sys.stdout)
    sys.exit(0 if all(one.held for found in told.values() for one in found) else 1)


def in_a_process_of_its_own(chosen: argparse.Namespace, database: str) -> list[Found]:
    """Django can be set up once a process, and its clock is one that the trial sets."""
    with tempfile.TemporaryDirectory(prefix="office-faults-") as folder:
        clock = Path(folder) / "clock"
        clock.write_text("0")
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "OFFICE_"))
        }
        environment |= {
            "OFFICE_TEST_ROOT": folder,
            "OFFICE_TEST_CLOCK": str(clock),
            "PYTHONPATH": os.pathsep.join((str(CLOCK), str(PROJECT))),
            "PYTHONUTF8": "1",
        }
        for name in ("DATABASE_URL", "REDIS_URL"):
            environment.pop(name, None)
        command = [sys.executable, __file__, "--trial", "--on", database, "--seed", str(chosen.seed)]
        command += ["--moments", str(chosen.moments), "--only", chosen.only]
        done = subprocess.run(
            command, cwd=PROJECT, env=environment, stdout=subprocess.PIPE, text=True, check=False
        )
        if done.returncode:
            sys.exit(done.returncode)
        return [Found(**one) for one in json.loads(done.stdout)]


# ------------------------------------------------------------------ one database, in a process of its own


def trial(chosen: argparse.Namespace) -> list[Found]:
    from tests.faults.ground import DurablePostgreSQL, SmallDisk
    from tests.services import Office, Redis

    with ExitStack() as running:
        database = queue = None
        if chosen.on == "postgres":
            database = running.enter_context(DurablePostgreSQL())
            queue = running.enter_context(Redis())
            os.environ |= {"DATABASE_URL": database.url, "REDIS_URL": queue.url}
        office = Office()
        disk = running.enter_context(SmallDisk(office.folder / "data"))
        running.enter_context(office)
        os.environ |= office.environment

        import django

        django.setup()
        from tests.factories import VillageFactory
        from tests.faults.faults import FAULTS, Scene
        from tests.faults.work import Clerk

        clerk = Clerk(office.port, VillageFactory())
        running.callback(clerk.stop)
        scene = Scene(office, clerk, random.Random(chosen.seed), database, queue, disk.mounted)
        names = [name for name in FAULTS if not chosen.only or name in chosen.only.split(",")]
        found = [suffer(scene, name, chosen.moments) for name in names]
        if any(not one.held for one in found):
            print(office.log(), file=sys.stderr)
        return found


def suffer(scene: object, name: str, moments: int) -> Found:
    """One fault at so many random moments; then everything is counted."""
    from tests.factories import VillageFactory
    from tests.faults.faults import FAULTS, Scene
    from tests.faults.work import Clerk, Count, Errand, count_clerk, count_errand

    assert isinstance(scene, Scene)
    title, happen = FAULTS[name]
    if name == "disk" and not scene.small_disk:
        return Found(name, title, skipped="mounting a small disk needs root")
    found, count, errands = Found(name, title), Count(), []
    for number in range(moments):
        errand = Errand.prepare()
        errands.append(errand)
        happen(scene, errand, number)
        ended = time.monotonic()
        if not works_again(scene, errand, ended):
            count.lost.append(f"moment {number}: not resumed; {errand.state()}")
        found.seconds.append(round(time.monotonic() - ended, 1))
        print(f"{name} {number + 1}/{moments}: {found.seconds[-1]} s", file=sys.stderr, flush=True)
    clerk = scene.clerk
    clerk.stop()
    count_clerk(clerk, count)
    for errand in errands:
        count_errand(errand, count)
    found.confirmed = len(clerk.confirmed) + 2 * len(errands)
    found.lost, found.doubled = count.lost, count.doubled
    scene.clerk = Clerk(scene.office.port, VillageFactory())
    return found


def works_again(scene: object, errand: object, ended: float) -> bool:
    """Wait until people register again and everything accepted is done; False when that does not come."""
    from django.db import Error, connection

    from tests.faults.faults import Scene
    from tests.faults.work import Errand

    assert isinstance(scene, Scene)
    assert isinstance(errand, Errand)
    said = False
    while time.monotonic() - ended < PATIENCE:
        errand.try_push()
        if not said and time.monotonic() - ended > SLOW:
            said = True
            print(
                f"slow: {errand.state()}; clerk {scene.clerk.worked_since(ended)}",
                file=sys.stderr,
                flush=True,
            )
        try:
            if errand.finished() and scene.clerk.worked_since(ended):
                return True
        except Error:
            connection.close()
        time.sleep(0.1)
    return False


# ------------------------------------------------------------------ the table


def tell(database: str, found: list[Found], seed: int) -> None:
    print(f"\n{database}, seed {seed}")
    heads = f"{'moments':>8}{'confirmed':>10}{'lost':>6}{'doubled':>8}{'seconds: middle':>17}{'longest':>9}"
    print(f"{'':24}{heads}")
    for one in found:
        if one.skipped:
            print(f"{one.fault:24}{one.skipped}")
            continue
        middle, longest = statistics.median(one.seconds), max(one.seconds)
        print(
            f"{one.fault:24}{len(one.seconds):8}{one.confirmed:10}{len(one.lost):6}{len(one.doubled):8}"
            f"{middle:17.1f}{longest:9.1f}{'' if one.held else '  NOT HELD'}"
        )
        for line in [*one.lost, *one.doubled][:20]:
            print(f"    {line}")


if __name__ == "__main__":
    main()
