"""Pictures of the pages for the README and for looking at: `make screenshots`.

Starts an office of its own with the demonstration townships, brings two villages further by the same acts
a clerk uses, walks the pages as the people who use them, at the width of a desk and of a phone, and
writes docs/screenshots/. Says which page is wider than its screen, or higher on a phone than 6,000 px.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from tests.conftest import CHROMIUM, CHROMIUM_OPTIONS  # noqa: E402 -- the project is not a package
from tests.services import Office  # noqa: E402

FOLDER = PROJECT / "docs" / "screenshots"
PASSWORD = "qinghe-2026-demo"  # noqa: S105 -- the demonstration's own
WIDTHS = {1440: 900, 375: 812}
HIGHEST = 6000  # px of a page on a phone
COLOURS = 128  # a page of letters on plain grounds needs no more

# account → name of the picture → page; words in braces are numbers that SCENES prints
PAGES = {
    "zhen": {
        "today": "/",
        "board": "/board/",
        "plan": "/cycles/1/steps/",
        "villages": "/villages/",
        "village": "/elections/1/",
        "groups": "/villages/1/groups/",
        "readiness": "/elections/1/groundwork/",
        "roll": "/elections/2/roll/",
        "household": "/elections/2/roll/desk/{person}/",
        "trial": "/roll-imports/{trial}/",
        "review": "/elections/2/review/",
        "candidates": "/elections/4/candidates/",
        "ballots": "/elections/4/ballots/",
        "count": "/elections/4/count/",
        "declaration": "/elections/{counted}/result/declare/",
        "result": "/elections/4/result/",
        "documents": "/elections/4/documents/",
        "figures": "/figures/",
        "rules": "/rules/",
    },
    "dongshan": {"clerk": "/", "step": "/steps/15/", "import": "/elections/1/roll/imports/"},
    "qingling": {
        "nomination": "/elections/{listed}/nomination/",
        "kinship": "/elections/{listed}/kinship/",
        "polling-day": "/elections/{polled}/polling-day/",
        "desk": "/boxes/{box}/desk/",
        "screen": "/screen/{screen}/",
    },
    "xian": {"county": "/", "audit": "/audit/"},
}
# Taken at their full height; of the others, what a screen shows.
WHOLE = {"board", "result", "nomination", "declaration", "groups"}

# What is photographed beyond the demonstration: a file just tried, with the faults that such files have;
# ballots being called; and a count that two clerks have entered, not declared yet.
SCENES = """
import io, secrets
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import load_workbook
from ballots.models import Box, CountSheet, Round
from ballots.queries import ballot_names
from ballots.tally import actions as tally
from election_office.accounts.models import User
from election_office.demonstration import showcase
from election_office.demonstration.roll import roll_workbook
from election_office.jobs import actions as jobs
from villages.models import Election
from voters import actions as voters
from voters.models import Registration

today = timezone.localdate()
officer, neighbour = User.objects.get(username="zhen"), User.objects.get(username="qingling")
elections = {each.village.name: each for each in Election.objects.with_places()}
said = {"listed": elections["高峰村"].pk, "polled": elections["桐木村"].pk}
said["box"] = Box.objects.get(round__election=elections["桐木村"]).pk

village = elections["东山村"]
book = load_workbook(io.BytesIO(roll_workbook(people=1052, groups=11, serial_base=7_919, today=today)))
rows = book.active
for row, column, value in (
    (12, 7, ""), (31, 7, "36990119800101001"), (58, 6, "1890-01-01"), (91, 5, "女"),
    (77, 2, "第十九村民小组"),
    (140, 4, ""), (203, 11, "已迁出"), (204, 11, "已迁出"), (305, 11, "死亡"), (411, 8, "否"), (412, 8, "否"),
):
    rows.cell(row=row, column=column, value=value)
for column in range(2, 12):
    rows.cell(row=600, column=column, value=rows.cell(row=599, column=column).value)
content = io.BytesIO()
book.save(content)
file = SimpleUploadedFile("东山村登记表.xlsx", content.getvalue())
tried = voters.upload_roll(election=village, file=file, by=officer)
jobs.run(tried.job_id)
said["trial"] = tried.pk

registered = Registration.objects.filter(election=elections["南溪村"]).registered()
said["person"] = registered.with_people().in_roll_order()[4].person_id

called = Round.objects.get(election=elections["水口村"], number=1)
for sheet in CountSheet.objects.filter(box__round=called).select_related("box__round", "post"):
    for name, votes in zip(ballot_names(called, sheet.post), (47, 32, 21, 18, 9)):
        calls = [{"token": secrets.token_hex(16), "cell": name.cell} for _ in range(votes)]
        tally.record_calls(sheet=sheet, calls=calls, undone=[], by=neighbour)
said["screen"] = tally.open_screen(round=called, by=neighbour).token

# Its number among its township's villages is no other roll's, so its invented people are nobody else's.
counted = elections["西塘村"]
showcase.hold_poll(counted, officer, today, {"主会场票箱": (398, 0, 396), "流动票箱": (22, 0, 22)})
showcase.enter_count(counted, officer)
said["counted"] = counted.pk
print(*(f"{name}={value}" for name, value in said.items()))
"""


def shoot(browser: Browser, office: Office, only: set[str]) -> None:
    scenes = dict(part.split("=", 1) for part in office.python(SCENES).strip().splitlines()[-1].split())
    for width, height in WIDTHS.items():
        for account, pages in PAGES.items():
            wanted = {name: path.format(**scenes) for name, path in pages.items() if not only or name in only}
            if not wanted:
                continue
            context = browser.new_context(
                viewport={"width": width, "height": height}, locale="zh-CN", timezone_id="Asia/Shanghai"
            )
            page = context.new_page()
            page.goto(office.url + "/login/")
            page.fill("[name=username]", account)
            page.fill("[name=password]", PASSWORD)
            page.locator("main button[type=submit]").click()
            page.wait_for_load_state()
            for name, path in wanted.items():
                answer = page.goto(office.url + path)
                assert answer is not None, path
                assert answer.status == 200, f"{path}: {answer.status}"
                take(page, name, width)
            context.close()
    if not only or "papers" in only:
        papers(office)


def take(page: Page, name: str, width: int) -> None:
    """The picture, small; and a line about it, with what is wrong with the page's size."""
    path = FOLDER / f"{name}-{width}.png"
    page.screenshot(path=path, full_page=name in WHOLE)
    smaller(path)
    root = "document.documentElement"
    wide, high = page.evaluate(f"[{root}.scrollWidth, {root}.scrollHeight]")
    note = f"  wider than the screen: {wide}" if wide > width else ""
    if width == min(WIDTHS) and high > HIGHEST:
        note += f"  high: {high}"
    print(f"{path.name}{note}")  # noqa: T201 -- a script talks


def smaller(path: Path) -> None:
    with Image.open(path) as picture:
        small = picture.convert("RGB").quantize(COLOURS)
    small.save(path, optimize=True)


def papers(office: Office) -> None:
    """The first page of the newest papers of the finished election, as printed."""
    # Files lie sealed in the office's folder: the office opens them.
    listed = office.python(
        "from pathlib import Path\n"
        "from election_office.documents.models import Document as D\n"
        "from election_office.documents.actions import render\n"
        "for d in D.objects.filter(election_id=4, kind__in="
        "['ballots.result_notice', 'voters.roll_notice', 'candidates.formal_notice']):\n"
        "    d = d if d.pdf else render(d)\n"
        f"    opened = Path('{office.folder}') / (d.kind.split('.')[1] + '.pdf')\n"
        "    opened.write_bytes(d.pdf.open('rb').read())\n"
        "    print(opened)"
    )
    for line in listed.split():
        printed = Path(line)
        picture = FOLDER / f"paper-{printed.stem}"
        command = ["pdftoppm", "-r", "70", "-png", "-singlefile", line, str(picture)]
        subprocess.run(command, check=True)  # noqa: S603 -- our own file
        smaller(picture.with_suffix(".png"))
        print(f"{picture.name}.png")  # noqa: T201 -- a script talks


def main(only: set[str]) -> None:
    """``only``: names of pictures, when not all are wanted."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as root:
        os.environ.setdefault("OFFICE_TEST_ROOT", root)  # where the demonstration's first copy is made
        with sync_playwright() as playwright, Office(OFFICE_DEMO="1") as office:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_OPTIONS)
            shoot(browser, office, only)
            browser.close()


if __name__ == "__main__":
    main(set(sys.argv[1:]))
