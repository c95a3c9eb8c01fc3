"""What people do while a fault happens, and what is found of it afterwards.

A clerk at a browser registers people, one after the other; a roll is brought, tried and imported in the
background; a paper is issued and printed. Each carries names of its own, so that what is lost and what came
twice can be counted in the database.
"""

from __future__ import annotations

import datetime as dt
import http.client
import itertools
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import close_old_connections, connection
from django.urls import reverse

from election_office.accounts.models import User
from election_office.audit.models import AuditEvent
from election_office.documents.actions import issue
from election_office.documents.models import Document
from election_office.jobs.models import Job
from tests.factories import ElectionFactory, UserFactory, VillageFactory, made_up_number
from tests.voters import rolls
from villages.models import Election, Person, Village
from voters import actions
from voters.models import Registration, RollImport

PASSWORD = "tai-shan-1987-demo"
ROWS = 300
DIGITS = str.maketrans("0123456789", "零一二三四五六七八九")
PAPER = "villages.register_notice"
_numbers = itertools.count(1)


def name(kind: str, number: int) -> str:
    return f"演示{kind}{str(number).translate(DIGITS)}"


# ------------------------------------------------------------------ at the browser


@dataclass
class Clerk:
    """Registers one person after the other, over HTTP, until told to stop."""

    port: int
    village: Village
    confirmed: list[tuple[float, str]] = field(default_factory=list)
    unsure: list[str] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.user: User = UserFactory(serving=self.village.code, password=PASSWORD)
        self.cookies: dict[str, str] = {}
        self.log_in()
        self.thread = threading.Thread(target=self.work, daemon=True)
        self.thread.start()

    def send(self, method: str, path: str, **values: str) -> tuple[int, str]:
        """The status of the answer, and where it leads."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {
            "Cookie": "; ".join(f"{key}={value}" for key, value in self.cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
            "X-CSRFToken": self.cookies.get("csrftoken", ""),
        }
        try:
            line.request(method, path, body=urlencode(values) if values else None, headers=headers)
            answer = line.getresponse()
            answer.read()
        finally:
            line.close()
        for header in answer.headers.get_all("Set-Cookie") or ():
            key, _, value = header.partition(";")[0].partition("=")
            self.cookies[key] = value
        return answer.status, answer.headers.get("Location", "")

    def log_in(self) -> None:
        self.cookies.clear()
        self.send("GET", reverse("accounts:login"))
        status, _ = self.send(
            "POST", reverse("accounts:login"), username=self.user.username, password=PASSWORD
        )
        assert status == 302, status

    def work(self) -> None:
        path = reverse("villages:person_add", args=[self.village.pk])
        while not self.stopped.is_set():
            whom = name("网", next(_numbers))
            begun = time.monotonic()
            status, leads = 0, ""
            with suppress(OSError, http.client.HTTPException):
                status, leads = self.send("POST", path, name=whom, sex="female", birth_date="1980-06-15")
            logged_out = leads.startswith(reverse("accounts:login"))
            if status == 302 and not logged_out:
                self.confirmed.append((begun, whom))
            else:
                self.unsure.append(whom)
                time.sleep(0.2)
            if logged_out:
                # A session written while the clock stood two days back has ended when it stands right again.
                with suppress(OSError, http.client.HTTPException, AssertionError):
                    self.log_in()
            time.sleep(0.05)

    def stop(self) -> None:
        self.stopped.set()
        self.thread.join(30)

    def worked_since(self, moment: float) -> bool:
        return any(begun >= moment for begun, _ in self.confirmed[-200:])


# ------------------------------------------------------------------ in the background


@dataclass
class Errand:
    """A roll brought and imported, a paper issued and printed, in a village of its own.

    ``push`` does what can be done now: a clerk whose click was refused clicks again; work that was once
    accepted is never asked for a second time.
    """

    election: Election
    by: User
    content: bytes
    paper: Document | None = None
    roll: RollImport | None = None
    asked: bool = False
    refused: list[str] = field(default_factory=list)

    @classmethod
    def prepare(cls) -> Errand:
        election = ElectionFactory(steps=True, village=VillageFactory(groups=1))
        start = next(_numbers)
        rows = []
        for order in range(ROWS):
            day = dt.date(1950, 1, 1) + dt.timedelta(days=start * 7 % 12000 + order // 200)
            sex = "male" if order % 2 else "female"
            rows.append(
                rolls.person(
                    order + 1,
                    **{
                        "姓名": name("册", start * 1000 + order),
                        "性别": "男" if order % 2 else "女",
                        "出生日期": day.isoformat(),
                        "公民身份号码": made_up_number(day, sex, start * ROWS + order),
                    },
                )
            )
        return cls(election, UserFactory(serving=election.area_code), rolls.workbook(*rows))

    def push(self) -> None:
        close_old_connections()
        if self.paper is None:
            # Whoever was told of a fault looks before doing it again.
            self.paper = Document.objects.filter(area_code=self.election.area_code).first()
        if self.paper is None:
            self.paper = issue(PAPER, self.election, by=self.by)
        if self.roll is None:
            file = SimpleUploadedFile("名册.xlsx", self.content)
            self.roll = actions.upload_roll(election=self.election, file=file, by=self.by)
        self.roll.refresh_from_db()
        if not self.asked and self.roll.state == RollImport.State.TRIED:
            if self.roll.has_errors:
                raise AssertionError("The roll of the trial has errors.")
            actions.ask_import(roll_import=self.roll, by=self.by)
            self.asked = True

    def try_push(self) -> None:
        try:
            self.push()
        except ValidationError as refusal:
            self.refused += refusal.messages
        except AssertionError:
            raise
        except Exception as fault:
            self.refused.append(type(fault).__name__)
            connection.close()

    def finished(self) -> bool:
        """All that was accepted is done."""
        if self.paper is None or self.roll is None or not self.asked:
            return False
        self.paper.refresh_from_db()
        self.roll.refresh_from_db()
        return (
            self.paper.file_status == Document.FileStatus.READY
            and self.roll.state == RollImport.State.APPLIED
            and not Job.objects.filter(area_code=self.election.area_code).exclude(state="done").exists()
        )

    def state(self) -> str:
        jobs = Job.objects.filter(area_code=self.election.area_code).order_by("pk")
        told = "，".join(f"{job.kind} {job.state} {job.error}" for job in jobs)
        paper = f"{self.paper.file_status} {self.paper.file_problem}" if self.paper else "not issued"
        return f"paper: {paper}; jobs: {told}; refused: {self.refused[-3:]}"


# ------------------------------------------------------------------ what is found afterwards


@dataclass
class Count:
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)

    def rows(self, what: str, found: int, *, least: int, most: int = 1) -> None:
        if found < least:
            self.lost.append(f"{what}: {found}")
        if found > most:
            self.doubled.append(f"{what}: {found}")


def count_clerk(clerk: Clerk, count: Count) -> None:
    village = Person.objects.filter(village=clerk.village)
    stored: dict[str, list[int]] = {}
    for pk, whom in village.values_list("pk", "name"):
        stored.setdefault(whom, []).append(pk)
    added = AuditEvent.objects.filter(action="person.added", area_code=clerk.village.code)
    traces: dict[str, int] = {}
    for target in added.values_list("target", flat=True):
        pk = target.rpartition(":")[2]
        traces[pk] = traces.get(pk, 0) + 1
    for _, whom in clerk.confirmed:
        count.rows(f"person {whom}", len(stored.get(whom, ())), least=1)
    for whom in clerk.unsure:
        count.rows(f"person {whom}", len(stored.get(whom, ())), least=0)
    for whom, pks in stored.items():
        for pk in pks:
            count.rows(f"trace of {whom}", traces.get(str(pk), 0), least=1)


def count_errand(errand: Errand, count: Count) -> None:
    code = errand.election.area_code
    count.rows(f"registrations of {code}", Registration.objects.filter(election=errand.election).count(),
               least=ROWS, most=ROWS)  # fmt: skip
    count.rows(f"people of {code}", Person.objects.filter(village=errand.election.village).count(),
               least=ROWS, most=ROWS)  # fmt: skip
    papers = Document.objects.filter(area_code=code)
    count.rows(f"papers of {code}", papers.count(), least=1)
    if any(not paper.pdf.storage.exists(paper.pdf.name) for paper in papers if paper.pdf):
        count.lost.append(f"file of the paper of {code}")
    for action in ("roll.imported", "document.issued", "document.printed"):
        events = AuditEvent.objects.filter(area_code=code, action=action).count()
        count.rows(f"{action} of {code}", events, least=1)
