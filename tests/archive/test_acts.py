"""Archives made by the office: the step, the trace, the page, the township; what is kept on paper."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from election_office.accounts.permissions import Role
from election_office.archive import actions, rules
from election_office.archive.catalogue import holding_lines
from election_office.archive.models import Archive, Destruction, Holding
from election_office.archive.verifier.checking import check
from election_office.audit.models import AuditEvent
from election_office.documents.models import Document, Posting
from election_office.law.decision import RuleRefused
from election_office.law.rulebooks import rulebook_for
from tests.archive.conftest import PASSPHRASE, finished
from tests.ballots.scenes import Scene
from tests.factories import UserFactory, done
from villages.models import Election

DAY = dt.date(2026, 12, 20)
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def built(tmp_path_factory, django_db_setup, django_db_blocker):
    folder = tmp_path_factory.mktemp("files")
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(MEDIA_ROOT=folder):
        yield finished(), folder
        transaction.set_rollback(True)


@pytest.fixture
def scene(built, db, files_of_its_own, settings) -> Scene:
    made, settings.MEDIA_ROOT = built
    made.election = Election.objects.with_places().get(pk=made.election.pk)
    return made


def traces(action: str) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(action=action).order_by("pk"))


# ------------------------------------------------------------------ rules


def test_how_long_ballots_are_kept_is_read_from_the_law_of_the_place():
    shanghai, henan, anywhere = (
        rulebook_for(code, DAY) for code in ("310115001001", "410105001001", "369901001001")
    )
    kept = rules.retention_of("ballots", henan, None)
    assert (kept.until, str(kept.citation)) == (dt.date(2029, 12, 20), str(henan.cite("ballot_retention")))
    assert rules.retention_of("roll", henan, None).until is None
    assert rules.retention_of("spare_ballots", shanghai, None).until is None
    assert rules.retention_of("ballots", shanghai, dt.date(2032, 1, 9)).until == dt.date(2032, 1, 9)
    assert "没有写明年限" in rules.retention_of("ballots", anywhere, None).words
    assert rules.years_after(dt.date(2028, 2, 29), 3) == dt.date(2031, 2, 28)


def test_what_is_destroyed_is_past_its_time_decided_and_seen_by_two():
    henan = rulebook_for("410105001001", DAY)
    good = {
        "retention": rules.retention_of("ballots", henan, None),
        "sealed_on": DAY,
        "on": dt.date(2029, 12, 21),
        "today": dt.date(2030, 1, 1),
        "approval": "演示档〔2029〕1号",
        "witnesses": ["演示甲", "演示乙"],
    }
    assert rules.check_destruction(**good).allowed
    for change, code in (
        ({"on": dt.date(2029, 12, 20)}, "too_early"),
        ({"on": dt.date(2030, 1, 2)}, "later"),
        ({"on": dt.date(2026, 12, 19)}, "before_sealing"),
        ({"approval": " "}, "no_approval"),
        ({"witnesses": ["演示甲", "演示甲 "]}, "witnesses"),
        ({"retention": rules.retention_of("roll", henan, None)}, "kept_on"),
    ):
        assert code in [one.code for one in rules.check_destruction(**good | change).refusals]
    assert [one.code for one in rules.check_closing("election", ["工作移交"]).refusals] == [
        "too_early",
        "waiting",
    ]
    assert rules.check_closing("follow_up", []).allowed


# ------------------------------------------------------------------ making


def test_an_archive_of_a_finished_election_closes_its_step_and_an_earlier_one_does_not(scene):
    election, officer = scene.election, scene.officer
    first = actions.make_archive(election=election, by=officer)
    assert not election.steps.get(code="archive").done_on
    Election.objects.filter(pk=election.pk).update(stage="follow_up")
    done(election, "handover", by=officer)
    second = actions.make_archive(election=election, by=officer)
    step = election.steps.get(code="archive")
    assert (step.done_on, second.sha256[:16] in step.evidence) == (timezone.localdate(), True)
    assert [one.after["sha256"] for one in traces("archive.made")] == [first.sha256, second.sha256]
    with second.file.open() as file:
        assert check(file).faults == []


def test_a_township_holds_the_archive_of_each_village(scene, tmp_path):
    path = tmp_path / "township.zip"
    row = actions.write_township_archive(path, cycle=scene.election.cycle, passphrase=None)
    assert (row.villages, Archive.objects.get(election=scene.election).within != "") == (1, True)
    with path.open("rb") as source:
        report = check(source)
    assert report.faults == []
    assert report.results == [
        f"{scene.election.area_code}演示归档村.zip：第一次投票按计票数据重新计算，与宣布的结果一致。"
    ]
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(tmp_path / "bad.zip", "w") as bad:
        for info in archive.infolist():
            data = archive.read(info)
            if info.filename.endswith("演示归档村.zip"):
                at = data.index(b"%PDF") + 500
                data = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
            bad.writestr(info.filename, data)
    with (tmp_path / "bad.zip").open("rb") as source:
        assert any("文件被改动" in fault for fault in check(source).faults)


def test_the_command_writes_once_and_seals(scene, tmp_path, capsys):
    words, out = tmp_path / "words.txt", tmp_path / "archive.zip"
    words.write_text(PASSPHRASE, encoding="utf-8")
    call_command("archive", election=scene.election.pk, out=out, passphrase_file=words)
    assert "已归档" in capsys.readouterr().out
    with out.open("rb") as source:
        assert check(source, passphrase=PASSPHRASE).faults == []
    with pytest.raises(CommandError, match="已经存在"):
        call_command("archive", election=scene.election.pk, out=out)
    with pytest.raises(CommandError, match="没有编号"):
        call_command("archive", election=0, out=tmp_path / "other.zip")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["archive.zip", "words.txt"]


def test_a_file_that_is_gone_or_changed_in_the_office_is_named_and_the_rest_archived(scene, tmp_path):
    Posting.objects.filter(document__election_id=scene.election.pk).update(photo="postings/gone.jpg")
    Document.objects.filter(election_id=scene.election.pk).update(pdf_sha256="f" * 64)
    row = actions.write_archive(tmp_path / "a.zip", election=scene.election, passphrase=None)
    assert sum("读不出来，没有归档" in line for line in row.missing) == 1
    assert sum("与登记的校验值不符，已被改动" in line for line in row.missing) == 1
    with (tmp_path / "a.zip").open("rb") as source:
        assert check(source).faults == []


# ------------------------------------------------------------------ pages


def test_the_page_names_what_is_missing_and_a_fetch_is_recorded_before_it_begins(scene, client):
    client.force_login(scene.officer)
    row = actions.make_archive(election=scene.election, by=scene.officer)
    page = client.get(reverse("archive:archive", args=[scene.election.pk])).content.decode()
    assert "委托书原件没有登记原件。" in page
    assert row.sha256[:16] in page
    address = reverse("archive:download", args=[row.pk])
    assert client.get(address).status_code == 200
    assert traces("archive.downloaded") == []
    short = client.post(address, {"passphrase": "太短"})
    assert "不足12个字符" in short.content.decode()
    sent = client.post(address, {"passphrase": PASSPHRASE})
    data = b"".join(sent.streaming_content)
    assert check(io.BytesIO(data), passphrase=PASSPHRASE).faults == []
    [trace] = traces("archive.downloaded")
    assert trace.after == {"sha256": row.sha256, "with_passphrase": True}


def test_making_is_a_job_of_the_township(scene, client, django_capture_on_commit_callbacks):
    client.force_login(scene.clerk)
    assert client.post(reverse("archive:make", args=[scene.election.pk])).status_code == 403
    client.force_login(scene.officer)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("archive:make", args=[scene.election.pk]))
    assert "演示归档村选举档案已生成" in client.get(answer["Location"]).content.decode()


def test_originals_are_entered_taken_back_and_destroyed_only_in_time(scene, client):
    election = scene.election
    stranger = UserFactory(serving="369902001", role=Role.TOWNSHIP_OFFICER)
    client.force_login(scene.clerk)
    typed = {"what": "ballots", "pieces": 20, "keeper": "演示保管员", "kept_at": "镇档案室", "note": ""}
    address = reverse("archive:holding_add", args=[election.pk])
    early = client.post(address, typed | {"sealed_on": election.election_day - dt.timedelta(days=1)})
    assert "不能在此之前封存" in early.content.decode()
    assert not Holding.objects.exists()
    client.post(address, typed | {"sealed_on": timezone.localdate()})
    held = Holding.objects.get()
    twice = client.post(address, typed | {"sealed_on": timezone.localdate()})
    assert "这种原件已经登记" in twice.content.decode()
    client.force_login(stranger)
    assert client.get(reverse("archive:holding_destroy", args=[held.pk])).status_code == 404
    client.force_login(scene.officer)
    answer = client.post(
        reverse("archive:holding_destroy", args=[held.pk]),
        {
            "destroyed_on": timezone.localdate(),
            "method": "碎纸",
            "approval": "演示档〔2026〕1号",
            "approved_by": "演示镇人民政府",
            "witnesses": "演示甲、演示乙",
        },
    )
    assert "不能销毁" in answer.content.decode()
    assert not Destruction.objects.exists()
    with pytest.raises(RuleRefused):
        actions.record_destruction(
            holding=held,
            destroyed_on=timezone.localdate(),
            approval="",
            approved_by="",
            method="",
            witnesses=[],
            by=scene.officer,
        )
    actions.revoke_holding(holding=held, reason="演示登记错", by=scene.clerk)
    assert [one.action for one in AuditEvent.objects.filter(action__startswith="holding.")][::-1] == [
        "holding.recorded",
        "holding.revoked",
    ]


def test_what_may_go_is_destroyed_once_and_stands_in_the_catalogue(scene, monkeypatch):
    election = scene.election
    held = actions.record_holding(
        election=election,
        what="spare_ballots",
        pieces=4,
        keeper="演示保管员",
        kept_at="镇档案室",
        sealed_on=timezone.localdate(),
        by=scene.clerk,
    )
    henan = rulebook_for("410105001001", timezone.localdate() - dt.timedelta(days=3 * 366))
    monkeypatch.setattr(Election, "rulebook", henan)
    how = {
        "holding": held,
        "destroyed_on": timezone.localdate(),
        "approval": "演示档〔2026〕2号",
        "approved_by": "演示镇人民政府",
        "method": "化浆",
        "witnesses": ["演示甲", "演示乙"],
        "by": scene.officer,
    }
    actions.record_destruction(**how)
    assert "演示镇人民政府演示档〔2026〕2号化浆，监销人演示甲、演示乙" in holding_lines(election)[0][-1]
    with pytest.raises(Exception, match="已经登记销毁"):
        actions.record_destruction(**how)


def test_the_page_costs_the_same_for_one_original_and_for_three(scene, client, django_assert_num_queries):
    client.force_login(scene.officer)
    address = reverse("archive:archive", args=[scene.election.pk])
    how = {"keeper": "演示", "kept_at": "镇", "sealed_on": timezone.localdate(), "by": scene.clerk}
    actions.record_holding(election=scene.election, what="minutes", pieces=1, **how)
    client.get(address)  # the first page of a session asks more
    with CaptureQueriesContext(connection) as first:
        client.get(address)
    for what in ("roll", "report"):
        actions.record_holding(election=scene.election, what=what, pieces=1, **how)
    with django_assert_num_queries(len(first)):
        client.get(address)
