"""Practice: a whole office beside the real one, marked on every page and paper, thrown away whole."""

from __future__ import annotations

import hashlib
import io
import json
import os
import signal
import socket
import subprocess
import sys
import uuid
from pathlib import Path

import pytest
from django.conf import settings as office
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from docx import Document as WordDocument
from openpyxl import Workbook, load_workbook

from ballots import actions as ballots
from ballots.issuing.actions import Act, take_acts
from ballots.models import Box, CountSheet, Round
from ballots.rules.sheets import Reading
from election_office.accounts.models import User
from election_office.accounts.permissions import Role
from election_office.audit import downloads
from election_office.audit.models import AuditEvent
from election_office.demonstration import showcase
from election_office.documents import actions as documents
from election_office.documents import rendering, word
from election_office.documents.paper import Paper, Para
from election_office.jobs import actions as jobs
from election_office.practice import folder, loading, middleware, queries, rules, watch
from election_office.practice.rules import Facts
from tests.factories import UserFactory
from villages.models import Election
from voters import actions as voters
from voters.models import Registration, RollImport, RollVersion
from voters.objections import actions as objections

# ------------------------------------------------------------------ the tour, as a rule

DONE = {
    "import": Facts(faulty_trials=1, mended_imports=1),
    "confirm": Facts(issued_rolls=1),
    "post": Facts(posted_rolls=1),
    "objection": Facts(answered_objections=1),
    "proxy": Facts(most_proxies=3),
    "ballot": Facts(handed_out=1),
    "readings": Facts(second_readings=1),
    "difference": Facts(differences=1, settled=1),
    "declare": Facts(declared=1),
    "notice": Facts(result_notices=1),
}


def test_each_task_is_done_by_its_own_facts_alone():
    assert len(rules.TASKS) == 10
    for number, task in enumerate(rules.TASKS):
        answers = rules.done(DONE[task.code])
        assert answers[number], task.code
        assert sum(answers) == 1, task.code


@pytest.mark.parametrize(
    "short",
    [
        Facts(),
        Facts(faulty_trials=1),
        Facts(mended_imports=1),
        Facts(most_proxies=2),
        Facts(most_proxies=4),
        Facts(differences=1),
    ],
)
def test_a_task_half_done_is_not_done(short):
    assert not any(rules.done(short))


# ------------------------------------------------------------------ the tour, on the practice township


def clerk(number: int) -> User:
    return User.objects.get(username=f"yanlian{number}")


def answers() -> dict[str, bool]:
    return {one.task.code: one.done for one in queries.tour()}


def upload(election: Election, content: bytes, by: User) -> RollImport:
    kept = voters.upload_roll(election=election, file=SimpleUploadedFile("演练.xlsx", content), by=by)
    assert kept.job_id is not None
    jobs.run(kept.job_id)
    kept.refresh_from_db()
    return kept


def do_import(held: list[Election], by: User) -> None:
    spoiled = upload(held[0], loading.practice_roll(held[0]), by)
    assert spoiled.count("error") == 1
    assert not answers()["import"]
    sound = upload(held[0], loading.practice_roll(held[0], faulty=False), by)
    assert sound.ready
    kept = voters.ask_import(roll_import=sound, by=by)
    assert kept.job_id is not None
    jobs.run(kept.job_id)


def do_objection(held: list[Election], by: User) -> None:
    version = RollVersion.objects.get(election=held[1])
    objection = objections.file_objection(
        election=held[1], version=version, objector_name="演示申诉人", about_name="演示某人", claim="add",
        text="应当列入。", received_at=timezone.now(), by=by,
    )  # fmt: skip
    assert not answers()["objection"]
    objections.reject_objection(
        objection=objection,
        text="户籍不在本村。",
        decided_on=timezone.localdate(),
        decision_number="1号",
        by=by,
    )


def do_proxy(held: list[Election], by: User) -> None:
    agent, *principals = Registration.objects.filter(election=held[1]).registered().order_by("pk")[:4]
    for serial, principal in enumerate(principals):
        assert not answers()["proxy"], serial
        voters.grant_proxy(
            election=held[1], principal=principal, agent=agent, relation="sibling", id_copy_kept=True, by=by
        )


def do_ballot(held: list[Election], by: User) -> None:
    box = Box.objects.select_related("round__election__village").get(round__election=held[2])
    voter = Registration.objects.filter(election=held[2]).registered().order_by("-pk")[0]
    take_acts(box=box, acts=[Act(token=uuid.uuid4(), kind="own", voter=voter.pk, at=timezone.now())], by=by)


def sheets(held: list[Election]) -> list[CountSheet]:
    return list(CountSheet.objects.filter(box__round__election=held[3]).select_related("box", "post"))


def enter(sheet: CountSheet, reading: Reading, valid: int, by: User) -> None:
    sheet.refresh_from_db()
    ballots.enter_sheet(sheet=sheet, version=sheet.version, reading=reading, valid=valid, by=by)


def do_readings(held: list[Election], by: User) -> None:
    sheet = sheets(held)[0]
    reading, valid = showcase.reading_of(Round.objects.get(election=held[3]), sheet, showcase.SHARES)
    first, last = min(reading.votes), max(reading.votes)
    moved = {first: reading.votes[first] - 1, last: reading.votes[last] + 1}
    other = Reading(reading.void, reading.blank, {**reading.votes, **moved})
    enter(sheet, reading, valid, clerk(3))
    assert not answers()["readings"]
    enter(sheet, other, valid, clerk(4))


def do_difference(held: list[Election], by: User) -> None:
    for sheet in sheets(held):
        reading, valid = showcase.reading_of(Round.objects.get(election=held[3]), sheet, showcase.SHARES)
        for person in (clerk(3), clerk(4)):
            sheet.refresh_from_db()
            act = ballots.retype_cells if sheet.state == CountSheet.State.DIFFERS else ballots.enter_sheet
            act(sheet=sheet, version=sheet.version, reading=reading, valid=valid, by=person)


def do_declare(held: list[Election], by: User) -> None:
    ballots.declare_result(round=Round.objects.get(election=held[3]), by=by)


ACTS = {
    "import": do_import,
    "confirm": lambda held, by: documents.issue(
        queries.ROLL_NOTICE, voters.confirm_roll(election=held[0], by=by), by=by, election_id=held[0].pk
    ),
    "post": lambda held, by: [
        documents.record_posting(
            paper, place_key=place["key"], posted_at=timezone.now(), posted_by="张贴员甲", by=by
        )
        for paper in queries.Document.objects.filter(election_id=held[0].pk, kind=queries.ROLL_NOTICE)
        for place in paper.places
    ],
    "objection": do_objection,
    "proxy": do_proxy,
    "ballot": do_ballot,
    "readings": do_readings,
    "difference": do_difference,
    "declare": do_declare,
    "notice": lambda held, by: documents.issue(
        queries.RESULT_NOTICE, Round.objects.get(election=held[3]).results.get(),
        by=by, election_id=held[3].pk,
    ),
}  # fmt: skip


@pytest.mark.django_db
def test_every_task_is_open_before_its_act_and_done_after_it(client, settings, django_assert_max_num_queries):
    lines = loading.load()
    settings.PRACTICE = True
    settings.MIDDLEWARE = [*settings.MIDDLEWARE[:4], MARK, *settings.MIDDLEWARE[4:]]
    held, officer = queries.elections(), clerk(1)
    assert [one.village.name for one in held] == [name for name, *_ in loading.VILLAGES]
    assert set(answers().values()) == {False}
    assert list(ACTS) == [task.code for task in rules.TASKS]

    for number, (code, act) in enumerate(ACTS.items(), start=1):
        act(held, officer)
        now = answers()
        assert now[code], code
        assert sum(now.values()) == number, now

    assert client.login(username="yanlian1", password=lines[0].rpartition(" ")[2])
    with django_assert_max_num_queries(25):
        page = client.get(reverse("practice:home")).content.decode()
    assert "已完成10道，共10道" in page
    assert page.count("去办") == 10
    for one in queries.tour():
        shown = client.get(one.url)
        assert shown.status_code == 200
        assert "practice-mark" in shown.content.decode()
    roll = client.get(reverse("practice:roll"))
    assert "%E3%80%90%E6%BC%94%E7%BB%83%E3%80%91" in roll["Content-Disposition"]
    # Nobody who practises can end it for the others.
    assert client.post(reverse("practice:end")).status_code == 404


MARK = "election_office.practice.middleware.PracticeMark"


# ------------------------------------------------------------------ the mark


@pytest.mark.django_db
def test_pages_say_that_they_are_practice_and_the_real_ones_do_not(client, settings):
    UserFactory(username="somebody")
    assert "practice-mark" not in client.get(reverse("accounts:login")).content.decode()
    settings.MIDDLEWARE = [*settings.MIDDLEWARE[:4], MARK, *settings.MIDDLEWARE[4:]]
    other = Client()  # a handler with the middleware of this test
    for address in (reverse("accounts:login"), "/no-such-page/"):
        page = other.get(address, follow=True).content.decode()
        assert page.count('class="practice-mark"') == 1
        assert "<title>【演练】" in page
    part = b"<div>a part of a page</div>"
    assert middleware.marked(part) == part


def test_papers_carry_the_mark_on_every_page(settings, tmp_path):
    paper = Paper(title="演示公告", blocks=[Para("正文。" * 600)])
    plain = rendering.pdf_from_html(rendering.html_of_paper(paper, rendering.Printed(title="演示公告")))
    settings.PRACTICE = True
    marked = rendering.pdf_from_html(rendering.html_of_paper(paper, rendering.Printed(title="演示公告")))
    assert marked.pages == plain.pages > 1
    texts = []
    for pdf in (plain, marked):
        (tmp_path / "paper.pdf").write_bytes(pdf.data)
        command = ["pdftotext", str(tmp_path / "paper.pdf"), "-"]
        texts.append(subprocess.run(command, capture_output=True, check=True).stdout.decode())
    # Turned letters are read one by one; 演 of the title stands on the first page besides.
    assert [(text.count("演"), text.count("练")) for text in texts] == [
        (1, 0),
        (marked.pages + 1, marked.pages),
    ]
    written = WordDocument(io.BytesIO(word.docx_of(paper)))
    section = written.sections[0]
    assert word.PRACTICE == section.header.paragraphs[0].text == section.even_page_header.paragraphs[0].text


# ------------------------------------------------------------------ apart from the real office


def test_nothing_of_the_real_surroundings_reaches_a_practice_office(tmp_path):
    real = tmp_path / "real"
    real.mkdir()
    (real / "office.sqlite3").write_bytes(b"the real database")
    (real / "keys.json").write_text("the real keys", encoding="ascii")
    before = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in real.iterdir()}
    asked = (
        "import json, django; django.setup();"
        "from django.conf import settings as s;"
        "from django.db import connection;"
        "print(json.dumps([str(connection.settings_dict['NAME']), str(s.MEDIA_ROOT),"
        "str(s.OFFICE_BACKUP_DIR),"
        "str(s.OFFICE_WITNESS_DIR), s.CELERY_BROKER_URL, s.OFFICE_ADDRESS, s.SECRET_KEY, s.DEMO,"
        "s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, list(s.OFFICE_CHORES)]))"
    )
    surroundings = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "election_office.settings",
        "OFFICE_PRACTICE": "1",
        "OFFICE_DATA_DIR": str(real),
        "DATABASE_URL": "postgres://real:real@127.0.0.1:1/real",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "OFFICE_KEYS_FILE": str(real / "keys.json"),
        "OFFICE_SECRET_KEY": "real-secret",
        "OFFICE_CIPHER_KEY": "00" * 32,
        "OFFICE_HASH_KEY": "11" * 32,
        "OFFICE_BACKUP_DIR": str(real / "backups"),
        "OFFICE_WITNESS_DIR": str(real / "witness"),
        "OFFICE_ADDRESS": "https://real.example",
        "OFFICE_DEMO": "1",
    }
    done = subprocess.run(
        [sys.executable, "-c", asked], cwd=office.BASE_DIR, env=surroundings, capture_output=True, check=True
    )
    *places, broker, address, secret, demo, session, csrf, chores = json.loads(done.stdout)
    apart = real / "practice"
    assert all(Path(place).is_relative_to(apart) for place in places), places
    assert broker.startswith("filesystem")
    assert (address, demo, session, csrf) == ("", False, "practice_session", "practice_csrf")
    assert secret != "real-secret"
    assert (apart / "keys.json").exists()
    assert not any("backup" in chore or "look_after" in chore for chore in chores)
    assert before == {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in real.iterdir() if file.is_file()
    }


def test_it_is_started_when_asked_for_and_thrown_away_whole(monkeypatch, settings):
    started: list[subprocess.Popen[bytes]] = []

    def start(keeper):
        started.append(subprocess.Popen(["sleep", "120"]))
        return started[-1]

    # Another program than the office, which takes a minute to stand up.
    monkeypatch.setattr(watch.Keeper, "_started", start)
    keeper, here = watch.Keeper(), Path(settings.PRACTICE_DIR)
    keeper.attend()
    assert started == []

    folder.begin()
    keeper.attend()
    keeper.attend()
    assert len(started) == 1
    assert folder.state() is folder.State.PREPARING
    (here / "office.sqlite3").write_bytes(b"practice")
    (here / folder.ACCOUNTS).write_text("演练账号\n", encoding="utf-8")
    assert (folder.state(), folder.accounts()) == (folder.State.OPEN, ["演练账号"])

    folder.ask(folder.AGAIN)
    keeper.attend()
    assert (here / "office.sqlite3").exists()  # never under a running process
    assert started[0].wait(10) == -signal.SIGTERM
    keeper.attend()
    assert list(here.iterdir()) == []
    keeper.attend()
    assert len(started) == 2

    folder.ask(folder.ENDED)
    keeper.attend()
    assert started[1].wait(10) == -signal.SIGTERM
    keeper.attend()
    assert not here.exists()
    keeper.attend()
    folder.ask(folder.ENDED)
    assert len(started) == 2
    assert not here.exists()

    # Another program has the port: the page says so, and it is not tried again every two seconds.
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        monkeypatch.setenv("OFFICE_PRACTICE_PORT", str(other.getsockname()[1]))
        folder.begin()
        keeper.attend()
        keeper.attend()
        assert len(started) == 2
        assert f"端口{folder.port()}被别的程序占用" in folder.trouble()
    keeper.next_try = 0.0
    keeper.attend()
    keeper.attend()
    assert (len(started), folder.trouble()) == (3, "")
    keeper.stop()
    # Ended by itself: the next try waits, and the page says why there is nothing.
    started[2].wait(10)
    keeper.attend()
    assert len(started) == 3


def test_what_is_exported_says_that_it_is_practice(settings):
    settings.PRACTICE = True
    taker = UserFactory.build(name="演练人员")
    book, sent = Workbook(), io.BytesIO()
    book.save(sent)
    name = {"Content-Disposition": 'attachment; filename="a.xlsx"'}
    answer = downloads._marked(HttpResponse(sent.getvalue(), headers=name), taker)
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet.oddHeader.center.text == "演练"
    assert sheet.oddFooter.center.text.startswith("演练：人名、地名、文号都是虚构的")

    name = {"Content-Disposition": 'attachment; filename="a.csv"'}
    lines = downloads._marked(
        StreamingHttpResponse([downloads.BOM + b"a,b\r\n", b"1,2\r\n"], headers=name), taker
    )
    text = b"".join(lines).decode("utf-8-sig")
    assert text.splitlines() == ["演练：人名、地名、文号都是虚构的", "a,b", "1,2"]


@pytest.mark.django_db
def test_an_officer_opens_and_ends_it_and_leaves_no_trace_in_the_real_office(client, settings):
    officer = UserFactory(serving="369901101", role=Role.TOWNSHIP_OFFICER)
    client.force_login(officer)
    events = AuditEvent.objects.count()
    assert "打开演练" in client.get(reverse("practice:home")).content.decode()
    client.post(reverse("practice:begin"))
    assert folder.state() is folder.State.PREPARING
    (Path(settings.PRACTICE_DIR) / folder.ACCOUNTS).write_text("演练账号，密码\nyanlian1\n", encoding="utf-8")
    page = client.get(reverse("practice:home")).content.decode()
    assert "yanlian1" in page
    assert "http://testserver:8001/" in page
    client.post(reverse("practice:end"))
    assert folder.state() is folder.State.ENDING
    assert AuditEvent.objects.count() == events
    assert client.get(reverse("practice:roll")).status_code == 404
