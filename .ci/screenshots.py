"""Pictures of the pages for the README and for looking at: `make screenshots`.

Starts an office of its own with the demonstration township, walks the pages as the people who use
them, at the width of a desk and of a phone, and writes docs/screenshots/. Says which page is wider
than its screen.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, sync_playwright

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from tests.conftest import CHROMIUM, CHROMIUM_OPTIONS  # noqa: E402 -- the project is not a package
from tests.services import Office  # noqa: E402

FOLDER = PROJECT / "docs" / "screenshots"
PASSWORD = "qinghe-2026-demo"  # noqa: S105 -- the demonstration's own
WIDTHS = {1440: 900, 375: 812}

# account → name of the picture → page
PAGES = {
    "zhen": {
        "home": "/",
        "board": "/board/",
        "plan": "/cycles/1/steps/",
        "villages": "/villages/",
        "election": "/elections/1/",
        "roll": "/elections/2/roll/",
        "review": "/elections/2/review/",
        "candidates": "/elections/4/candidates/",
        "ballots": "/elections/4/ballots/",
        "count": "/elections/4/count/",
        "result": "/elections/4/result/",
        "documents": "/elections/4/documents/",
        "rules": "/rules/",
    },
    "dongshan": {"step": "/steps/15/", "import": "/elections/1/roll/imports/"},
}
# What is photographed beyond the demonstration: a list of nominees on the walls, a polling day that has
# begun, and ballots being called.
POLLS = """
import secrets
from django.utils import timezone
from ballots.models import CountSheet
from ballots.queries import ballot_names
from ballots.tally import actions as tally
from election_office.accounts.models import User
from election_office.demonstration import nomination as demo_nomination
from election_office.demonstration import showcase as demo_showcase
from election_office.documents.models import Document
from villages.models import Election
officer, today = User.objects.get(username="zhen"), timezone.localdate()
# Villages of which the demonstration tells nothing yet.
begun = Document.objects.exclude(election=None).values("election_id")
listed, polled, counted = Election.objects.with_places().visible_to(officer).filter(
    deferred=False, kind="village").exclude(pk__in=begun).order_by("pk")[:3]
demo_nomination.post_list(listed, officer, today)
voting = demo_showcase.open_poll(polled, officer, today, ["主会场票箱"])
demo_showcase.hold_poll(counted, officer, today, {"主会场票箱": (300, 0, 300)})
for sheet in CountSheet.objects.filter(box__round__election=counted).select_related("box__round", "post"):
    for name, votes in zip(ballot_names(sheet.box.round, sheet.post), (87, 52, 31, 18, 9)):
        calls = [{"token": secrets.token_hex(16), "cell": name.cell} for _ in range(votes)]
        tally.record_calls(sheet=sheet, calls=calls, undone=[], by=officer)
    round = sheet.box.round
print(listed.pk, polled.pk, voting.boxes.first().pk, tally.open_screen(round=round, by=officer).token)
"""
# Taken at their full height; of the others, what a screen shows.
WHOLE = {"board", "result"}


def shoot(browser: Browser, office: Office) -> None:
    listed, polled, desk, screen = office.python(POLLS).split()[-4:]
    PAGES["zhen"] |= {
        "nomination": f"/elections/{listed}/nomination/",
        "kinship": f"/elections/{listed}/kinship/",
        "polling-day": f"/elections/{polled}/polling-day/",
        "desk": f"/boxes/{desk}/desk/",
        "screen": f"/screen/{screen}/",
    }
    for width, height in WIDTHS.items():
        for account, pages in PAGES.items():
            context = browser.new_context(
                viewport={"width": width, "height": height}, locale="zh-CN", timezone_id="Asia/Shanghai"
            )
            page = context.new_page()
            page.goto(office.url + "/login/")
            page.fill("[name=username]", account)
            page.fill("[name=password]", PASSWORD)
            page.locator("main button[type=submit]").click()
            page.wait_for_load_state()
            for name, path in pages.items():
                answer = page.goto(office.url + path)
                assert answer is not None, path
                assert answer.status == 200, f"{path}: {answer.status}"
                wide = page.evaluate("document.documentElement.scrollWidth")
                note = f"  wider than the screen: {wide}" if wide > width else ""
                page.screenshot(path=FOLDER / f"{name}-{width}.png", full_page=name in WHOLE)
                print(f"{name}-{width}.png{note}")  # noqa: T201 -- a script talks
            if width == max(WIDTHS) and account == "zhen":
                papers(office)
            context.close()


def papers(office: Office) -> None:
    """The first page of the newest papers of the finished election, as printed."""
    listed = office.python(
        "from election_office.documents.models import Document as D\n"
        "from election_office.documents.actions import render\n"
        "for d in D.objects.filter(election_id=4, kind__in="
        "['ballots.result_notice', 'voters.roll_notice', 'candidates.formal_notice']):\n"
        "    d = d if d.pdf else render(d)\n"
        "    print(d.kind.split('.')[1], d.pdf.path)"
    )
    for line in listed.splitlines():
        name, path = line.split(" ", 1)
        subprocess.run(  # noqa: S603 -- our own file
            ["pdftoppm", "-r", "70", "-png", "-singlefile", path, str(FOLDER / f"paper-{name}")],  # noqa: S607
            check=True,
        )
        print(f"paper-{name}.png")  # noqa: T201 -- a script talks


def demonstration_in(root: str) -> Office:
    """An office with the demonstration, whose first copy is kept in ``root``."""
    os.environ["OFFICE_TEST_ROOT"] = root
    return Office(OFFICE_DEMO="1")


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as root, sync_playwright() as playwright, demonstration_in(root) as office:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_OPTIONS)
        shoot(browser, office)
        browser.close()


if __name__ == "__main__":
    main()
