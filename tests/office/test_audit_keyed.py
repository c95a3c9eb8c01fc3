"""Who can write to every table, and has no key, alters nothing unseen."""

import datetime as dt
import json
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from election_office.audit import actions, clock, merkle, nightly, notes, ties
from election_office.audit.actions import record
from election_office.audit.chain import START, canonical, unkeyed_digest
from election_office.audit.models import AuditCheck, AuditCheckpoint, AuditEvent, AuditHead
from election_office.audit.verify import verify_chains
from election_office.audit.witness import Refused, Request, Witness
from tests.factories import UserFactory
from tests.office.test_audit_verify import tamper

COUNTY, TOWNSHIP, AREA, OTHER = "369901", "369901001", "369901001001", "369901001002"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_witness(settings, tmp_path):
    settings.OFFICE_WITNESS_DIR = tmp_path / "witness"


def write(area_code, count=3):
    by = UserFactory(serving=area_code)
    for number in range(count):
        record("proxy.granted", target=f"委托{number}", area_code=area_code, by=by, after={"n": number})


def faults():
    return [(report.area_code, report.code, report.number) for report in verify_chains() if not report.holds]


def rebuild(area_code):
    """The twelve lines of somebody who has the tables and no key: an event goes, the rest fits again."""
    tamper("DELETE FROM audit_auditevent WHERE area_code = %s AND number = 3", area_code)
    last = START
    for number, pk in enumerate(
        AuditEvent.objects.filter(area_code=area_code).order_by("number").values_list("pk", flat=True),
        start=1,
    ):
        tamper("UPDATE audit_auditevent SET number = %s, previous_hash = %s WHERE id = %s", number, last, pk)
        last = unkeyed_digest(AuditEvent.objects.get(pk=pk))
        tamper("UPDATE audit_auditevent SET hash = %s WHERE id = %s", last, pk)
    tamper("UPDATE audit_audithead SET number = %s, hash = %s WHERE area_code = %s", number, last, area_code)


def test_a_chain_rebuilt_without_the_key_is_named():
    write(AREA, 5)
    rebuild(AREA)
    assert faults() == [(AREA, "unkeyed", 4)]


def test_a_chain_of_before_is_closed_and_may_be_changed_no_more():
    write(AREA, 2)
    pks = list(AuditEvent.objects.order_by("number").values_list("pk", flat=True))
    last = START
    for pk in pks:
        tamper("UPDATE audit_auditevent SET previous_hash = %s WHERE id = %s", last, pk)
        last = unkeyed_digest(AuditEvent.objects.get(pk=pk))
        tamper("UPDATE audit_auditevent SET hash = %s WHERE id = %s", last, pk)
    AuditHead.objects.update(hash=last)
    migration = import_module("election_office.audit.migrations.0005_close_the_unkeyed_chains")
    with connection.schema_editor(atomic=False) if connection.vendor == "postgresql" else _editor() as editor:
        migration.close(apps, editor)
    write(AREA, 1)
    assert faults() == []
    assert list(AuditEvent.objects.order_by("number").values_list("action", flat=True)[2:4]) == [
        "audit.closed",
        "audit.keyed",
    ]
    tamper("UPDATE audit_auditevent SET reason = 'x' WHERE id = %s", pks[1])
    tamper(
        "UPDATE audit_auditevent SET hash = %s WHERE id = %s",
        unkeyed_digest(AuditEvent.objects.get(pk=pks[1])),
        pks[1],
    )
    assert faults() == [(AREA, "chain_cut", 3)]


class _editor:
    """SQLite's own may not be opened inside a test's transaction; the migration asks its connection."""

    connection = connection

    def __enter__(self):
        return self

    def __exit__(self, *fault):
        return False


def cut_last(area_code):
    head = AuditHead.objects.get(area_code=area_code)
    tamper("DELETE FROM audit_auditevent WHERE area_code = %s AND number = %s", area_code, head.number)
    before = AuditEvent.objects.get(area_code=area_code, number=head.number - 1)
    tamper(
        "UPDATE audit_audithead SET number = %s, hash = %s WHERE area_code = %s",
        before.number,
        before.hash,
        area_code,
    )


def test_the_last_link_cut_with_its_head_set_back_is_named_by_the_chain_above():
    write(AREA)
    write(OTHER)
    assert actions.tie_divisions() == 3
    cut_last(AREA)
    assert faults() == [(AREA, "event_missing", 3)]


def test_a_whole_division_taken_away_is_named_by_the_chain_above():
    write(AREA)
    write(OTHER)
    actions.tie_divisions()
    tamper("DELETE FROM audit_auditevent WHERE area_code = %s", OTHER)
    tamper("DELETE FROM audit_audithead WHERE area_code = %s", OTHER)
    assert faults() == [(OTHER, "division_missing", 1)]


def test_chains_that_did_not_move_are_not_tied_again():
    write(AREA)
    record("login.failed", target="程序", area_code="", by=None)
    assert actions.tie_divisions() == 3
    assert AuditEvent.objects.filter(action="audit.tied").count() == 2
    assert actions.tie_divisions() == 0
    assert AuditEvent.objects.filter(area_code=COUNTY).get().after["heads"].keys() == {"-", TOWNSHIP}
    assert faults() == []


def test_tables_emptied_whole_are_named_by_the_witness():
    write(AREA)
    assert nightly.run().faults == []
    for table in ("audit_auditevent", "audit_audithead", "audit_auditcheckpoint"):
        tamper(f"DELETE FROM {table}")  # noqa: S608 -- our words
    record("step.recorded", target="事", area_code=COUNTY, by=None)
    (fault,) = nightly.run().faults
    assert (fault["area_code"], fault["code"]) == (COUNTY, "witness")
    assert "没有加签" in fault["fault"]


def test_events_emptied_with_their_heads_left_are_named():
    write(AREA)
    tamper("DELETE FROM audit_auditevent")
    assert faults() == [(AREA, "event_missing", 1)]


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL takes no impossible date")
def test_a_row_that_cannot_be_read_is_named_and_the_others_are_still_read():
    write(AREA)
    write(OTHER)
    tamper("UPDATE audit_auditevent SET at = '2026-13-45 99:00:00' WHERE area_code = %s AND number = 2", AREA)
    assert faults() == [(AREA, "unreadable", 2)]


def test_a_county_chain_rebuilt_with_the_key_does_not_match_its_checkpoint():
    write(COUNTY)
    ties.checkpoint(COUNTY)
    AuditCheckpoint.objects.update(root="0" * 64)
    write(COUNTY, 1)
    assert faults() == [(COUNTY, "checkpoint_mismatch", 3)]


def test_the_night_is_remembered_and_said_when_it_fails():
    assert not nightly.is_due(timezone.now())
    write(AREA)
    assert nightly.is_due(timezone.now())
    check = nightly.run()
    assert (check.chains, check.events, check.faults) == (1, 3, [])
    assert nightly.fault() == ""
    assert not nightly.is_due(timezone.now())
    tamper("UPDATE audit_auditevent SET reason = 'x' WHERE area_code = %s AND number = 2", AREA)
    with pytest.raises(CommandError, match="发现1处不符"):
        call_command("verify_audit", "--nightly")
    assert AuditCheck.objects.count() == 2
    assert nightly.fault().startswith("操作留痕校验发现1处不符")


def test_an_old_answer_is_said():
    AuditCheck.objects.create(
        began_at=timezone.now(), ended_at=timezone.now() - dt.timedelta(hours=49), chains=1, events=1
    )
    assert "49小时以前" in nightly.fault()


# ------------------------------------------------------------------ the tree, notes and the witness


def test_the_tree_is_that_of_the_standard():
    # The first digests of the test vectors published with Certificate Transparency.
    entries = [bytes.fromhex(one) for one in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657")]
    assert merkle.root([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert (
        merkle.root(entries[:1]).hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    )
    assert (
        merkle.root(entries[:2]).hex() == "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
    )


def test_growth_is_proved_for_every_pair_of_sizes():
    entries = [bytes([n]) for n in range(20)]
    roots = [merkle.root(entries[:n]) for n in range(21)]
    for new in range(1, 21):
        for old in range(1, new + 1):
            proof = merkle.growth_proof(entries[:new], old)
            assert merkle.grew(old, roots[old], new, roots[new], proof)
            assert not merkle.grew(old, roots[old - 1], new, roots[new], proof)
            assert not merkle.grew(old, roots[old], new, roots[new - 1], proof)
    assert not merkle.grew(5, roots[5], 4, roots[4], [])


@pytest.fixture
def office():
    write(COUNTY)
    return ties.verifier(COUNTY)


def asked(old):
    return ties.request_for(ties.checkpoint(COUNTY), old)


def test_a_checkpoint_is_a_signed_note(office):
    note = ties.checkpoint(COUNTY).note
    assert note.splitlines()[:2] == [office.name, "3"]
    assert notes.is_signed(note, office)
    assert not notes.is_signed(note.replace("\n3\n", "\n4\n"), office)
    assert notes.Verifier.read(office.text) == office


def test_the_witness_cosigns_what_grew(office, tmp_path):
    witness = Witness(tmp_path / "county", "county-witness")
    first = asked(0)
    line = witness.cosign(Request.read(first.text), office)
    assert notes.is_signed(first.note + line, witness.verifier)
    write(COUNTY, 4)
    witness.cosign(Request.read(asked(3).text), office)
    assert witness.seen(office.name).size == 7


def test_the_witness_refuses_a_log_that_shrank(office, tmp_path):
    witness = Witness(tmp_path / "county")
    short = asked(0)
    write(COUNTY, 1)
    witness.cosign(asked(0), office)
    with pytest.raises(Refused, match="变短了：上次见证时有4条，现在只有3条"):
        witness.cosign(short, office)
    assert witness.seen(office.name).size == 4


def test_the_witness_refuses_a_log_that_changed(office, tmp_path):
    witness = Witness(tmp_path / "county")
    witness.cosign(asked(0), office)
    AuditCheckpoint.objects.all().delete()
    tamper("UPDATE audit_auditevent SET hash = %s WHERE area_code = %s AND number = 2", "1" * 64, COUNTY)
    write(COUNTY, 1)
    with pytest.raises(Refused, match="前3条不符，被改写过"):
        witness.cosign(asked(3), office)
    with pytest.raises(Refused, match="上次见证到第3条"):
        witness.cosign(asked(0), office)


def test_the_witness_refuses_another_offices_signature(office, tmp_path):
    witness = Witness(tmp_path / "county")
    stranger = notes.private_key(b"another", "audit checkpoint")
    with pytest.raises(Refused, match="不是这个平台签名的"):
        witness.cosign(asked(0), notes.verifier(stranger, office.name))


@pytest.mark.parametrize("text", ["", "old x\n\n", "old 1\n!\n\nx", "old 0\n\nno signature\n"])
def test_odd_requests_are_refused_with_a_sentence(office, tmp_path, text):
    with pytest.raises((notes.BadNote, Refused)):
        Witness(tmp_path / "county").cosign(Request.read(text), office)


def test_the_commands_of_office_and_witness_work_together(office, tmp_path, capsys):
    request, line = tmp_path / "request", tmp_path / "line"
    call_command("checkpoint_audit", out=request)
    folder = tmp_path / "county"
    capsys.readouterr()
    call_command("witness_audit", request, office=office.text, folder=folder)
    line.write_text(capsys.readouterr().out, encoding="utf-8")
    witness = Witness(folder, "county-witness").verifier
    call_command("checkpoint_audit", cosigned=line, witness=witness.text)
    assert notes.is_signed(AuditCheckpoint.objects.get().note, witness)
    with pytest.raises(CommandError, match="还少"):
        call_command("checkpoint_audit", old=99)


def test_the_last_link_is_what_a_paper_prints():
    assert ties.last_link(AREA).sentence == "尚无操作留痕"
    write(AREA)
    head = AuditHead.objects.get(area_code=AREA)
    assert ties.last_link(AREA) == ties.LastLink(3, head.hash)
    assert head.hash[:16] in ties.last_link(AREA).sentence


def test_the_signed_digest_names_only_the_readers_divisions():
    write(AREA)
    write("369902001001")
    note, heads = ties.signed_digest([COUNTY])
    assert [head.area_code for head in heads] == [AREA]
    assert notes.is_signed(note, ties.digest_verifier())
    assert len(note.encode()) < 500


# ------------------------------------------------------------------ the clock


def ahead(days):
    """What an office leaves behind whose clock ran ahead when it last recorded something."""
    moment = timezone.now() + dt.timedelta(days=days)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "now", lambda: moment)
        write(AREA, 1)


def test_a_clock_set_back_stops_what_dates_papers_until_somebody_says_why():
    officer = UserFactory(serving=TOWNSHIP, role="township_officer")
    clock.require_forward()
    with pytest.raises(ValidationError, match="不需要校正"):
        actions.correct_clock(reason="主板电池没电", by=officer)
    ahead(2)
    with pytest.raises(ValidationError, match="早于最近一次操作"):
        clock.require_forward()
    with pytest.raises(ValidationError, match="原因"):
        actions.correct_clock(reason=" ", by=officer)
    actions.correct_clock(reason="主板电池没电", by=officer)
    clock.require_forward()
    write(AREA, 1)
    assert faults() == []


def test_an_act_recorded_by_a_clock_set_back_is_named():
    ahead(2)
    write(AREA, 1)
    assert faults() == [(AREA, "time_back", 2)]


def test_five_minutes_between_two_machines_are_no_fault():
    ahead(4 / 24 / 60)
    write(AREA, 1)
    clock.require_forward()
    assert faults() == []


def test_the_events_text_says_which_form_it_has():
    write(AREA, 1)
    assert json.loads(canonical(AuditEvent.objects.get()))["format"] == "office-audit/2"
