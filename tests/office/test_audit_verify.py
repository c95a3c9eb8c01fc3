"""verify_audit finds every kind of tampering by somebody who can write to the tables."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from election_office.audit.actions import record
from election_office.audit.chain import digest
from election_office.audit.models import AuditEvent
from election_office.audit.verify import verify_chains
from tests.factories import UserFactory

AREA, OTHER = "369901001001", "369901001002"
pytestmark = pytest.mark.django_db


@pytest.fixture
def chain():
    by = UserFactory(serving=AREA, name="测试甲")
    for number in range(1, 6):
        record(
            "proxy.granted", target=f"委托{number}", area_code=AREA, by=by, after={"n": number, "share": 0.1}
        )
    record("proxy.granted", target="委托", area_code=OTHER, by=by)


def tamper(sql, *params):
    """What a person with the database's own password could do."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE audit_auditevent DISABLE TRIGGER audit_event_written_once")
        cursor.execute(sql, params)


def faults():
    return [(report.area_code, report.code, report.number) for report in verify_chains() if not report.holds]


def rehash(number):
    event = AuditEvent.objects.get(area_code=AREA, number=number)
    tamper("UPDATE audit_auditevent SET hash = %s WHERE id = %s", digest(event), event.pk)


@pytest.mark.usefixtures("chain")
def test_an_untouched_trail_holds():
    assert faults() == []
    assert [report.count for report in verify_chains()] == [5, 1]


@pytest.mark.usefixtures("chain")
@pytest.mark.parametrize(
    "change",
    [
        "reason = 'x'", "actor = 'x'", "actor_role = 'x'", "actor_id_text = '0'", "target = 'x'",
        "action = 'x'", "at = '2020-01-01 00:00:00+00:00'", "before = '{\"a\": 1}'", "after = '{}'",
    ],
)  # fmt: skip
def test_a_changed_event_is_named(change):
    update = f"UPDATE audit_auditevent SET {change} WHERE area_code = %s AND number = 3"  # noqa: S608 -- our words
    tamper(update, AREA)
    assert faults() == [(AREA, "content_changed", 3)]


@pytest.mark.usefixtures("chain")
def test_an_event_rewritten_with_a_fitting_hash_shows_at_the_next_link():
    tamper("UPDATE audit_auditevent SET reason = 'x' WHERE area_code = %s AND number = 3", AREA)
    rehash(3)
    assert faults() == [(AREA, "chain_cut", 4)]


@pytest.mark.usefixtures("chain")
def test_the_last_event_rewritten_with_a_fitting_hash_shows_at_the_head():
    tamper("UPDATE audit_auditevent SET reason = 'x' WHERE area_code = %s AND number = 5", AREA)
    rehash(5)
    assert faults() == [(AREA, "head_mismatch", 5)]


@pytest.mark.usefixtures("chain")
def test_a_deleted_event_is_named():
    tamper("DELETE FROM audit_auditevent WHERE area_code = %s AND number = 3", AREA)
    assert faults() == [(AREA, "event_missing", 3)]


@pytest.mark.usefixtures("chain")
def test_events_deleted_from_the_end_are_named():
    tamper("DELETE FROM audit_auditevent WHERE area_code = %s AND number >= 4", AREA)
    assert faults() == [(AREA, "event_missing", 4)]


@pytest.mark.usefixtures("chain")
def test_a_whole_chain_deleted_is_named():
    tamper("DELETE FROM audit_auditevent WHERE area_code = %s", AREA)
    assert faults() == [(AREA, "event_missing", 1)]


@pytest.mark.usefixtures("chain")
def test_an_event_moved_to_another_division_is_named():
    tamper("UPDATE audit_auditevent SET area_code = '369901001003', number = 1 WHERE area_code = %s", OTHER)
    assert faults() == [(OTHER, "event_missing", 1), ("369901001003", "content_changed", 1)]


@pytest.mark.usefixtures("chain")
def test_a_head_set_back_or_taken_away_is_named():
    tamper("UPDATE audit_audithead SET number = 4 WHERE area_code = %s", AREA)
    tamper("DELETE FROM audit_audithead WHERE area_code = %s", OTHER)
    assert faults() == [(AREA, "head_mismatch", 5), (OTHER, "head_missing", 1)]


@pytest.mark.usefixtures("chain")
def test_the_command_says_ok_with_counts():
    out = StringIO()
    call_command("verify_audit", stdout=out)
    assert out.getvalue().splitlines()[-1] == "OK 2个区划，6条操作记录，全部相符。"


@pytest.mark.usefixtures("chain")
def test_the_command_fails_and_names_division_and_number():
    tamper("UPDATE audit_auditevent SET reason = 'x' WHERE area_code = %s AND number = 3", AREA)
    err = StringIO()
    with pytest.raises(CommandError, match="2个区划中有1个的操作记录不符") as failed:
        call_command("verify_audit", stdout=StringIO(), stderr=err)
    assert failed.value.returncode == 1
    assert err.getvalue().startswith(f"{AREA} 第3条内容被改动")


@pytest.mark.usefixtures("chain")
def test_one_division_may_be_verified_alone():
    tamper("UPDATE audit_auditevent SET reason = 'x' WHERE area_code = %s AND number = 3", AREA)
    out = StringIO()
    call_command("verify_audit", area=OTHER, stdout=out)
    assert out.getvalue().splitlines()[-1] == "OK 1个区划，1条操作记录，全部相符。"
