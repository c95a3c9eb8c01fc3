"""Writing the audit trail: tied, masked, inside the act's own transaction, and never written twice."""

import datetime as dt
import threading
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from election_office.accounts.permissions import Role
from election_office.audit.actions import record
from election_office.audit.chain import START, mask_numbers, plain
from election_office.audit.models import AuditEvent, AuditHead
from election_office.audit.verify import verify_chains
from tests.factories import UserFactory, VillageFactory

AREA = "369901001001"


@pytest.mark.django_db(transaction=True)
def test_a_record_outside_a_transaction_is_refused_and_leaves_nothing():
    with pytest.raises(RuntimeError, match="inside the transaction"):
        record("proxy.granted", target="x", area_code=AREA, by=None)
    assert AuditHead.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_an_act_that_is_undone_takes_its_trace_with_it():
    with transaction.atomic():
        record("proxy.granted", target="x", area_code=AREA, by=None)
        transaction.set_rollback(True)
    assert AuditEvent.objects.count() == 0
    assert AuditHead.objects.count() == 0


@pytest.mark.django_db
def test_an_event_keeps_who_did_what_to_what_and_why():
    by = UserFactory(serving=AREA, role=Role.VILLAGE_CLERK, name="测试甲")
    event = record(
        "proxy.granted", target=by, area_code=AREA, by=by, before={"a": 1}, after={"a": 2}, reason="外出务工"
    )
    stored = AuditEvent.objects.get()
    assert stored == event
    assert (stored.actor, stored.actor_id_text) == ("测试甲", str(by.pk))
    assert stored.actor_role == "村选举委员会经办人"
    assert stored.target == f"accounts.User:{by.pk}"
    assert (stored.before, stored.after, stored.reason) == ({"a": 1}, {"a": 2}, "外出务工")


@pytest.mark.django_db
def test_each_division_has_a_chain_of_its_own_numbered_from_one():
    first = record("a", target="x", area_code=AREA, by=None)
    other = record("a", target="x", area_code="369901001002", by=None)
    second = record("b", target="x", area_code=AREA, by=None)
    assert [first.number, second.number, other.number] == [1, 2, 1]
    assert first.previous_hash == START
    assert second.previous_hash == first.hash
    assert other.previous_hash == START
    head = AuditHead.objects.get(area_code=AREA)
    assert (head.number, head.hash) == (2, second.hash)


@pytest.mark.django_db
def test_without_a_person_the_program_itself_is_named():
    event = record("job.requeued", target="x", area_code=AREA, by=None)
    assert (event.actor, event.actor_id_text, event.actor_role) == ("系统", "", "")


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("369901199001011234", "〔身份证号〕"),
        ("36990119900101123X", "〔身份证号〕"),
        ("身份证369901199001011234，", "身份证〔身份证号〕，"),
        ("369901 19900101 1234", "〔身份证号〕"),
        ("13800000000", "〔手机号〕"),
        ("138-0000-1234", "〔手机号〕"),
        ("电话+8613800001234。", "电话+86〔手机号〕。"),
        ("手机１３８００００１２３４", "手机〔手机号〕"),
    ],
)
def test_a_personal_number_is_masked_however_it_is_written(text, masked):
    assert mask_numbers(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "369901001001",  # a village's code
        "2026年12月20日13时",
        "123456789012345678901",  # longer than an ID number
        "a" * 40 + "13800000000" + "b" * 13,  # a file's fingerprint
    ],
)
def test_other_numbers_stay_readable(text):
    assert mask_numbers(text) == text


@pytest.mark.django_db
def test_a_personal_number_never_reaches_the_stored_event():
    event = record(
        "voter.edited",
        target="选民369901199001011234",
        area_code=AREA,
        by=None,
        before={"number": "369901199001011234", "list": [{"phone": 13800001234}]},
        after={"13800001234": ["36990119900101123x"]},
        reason="本人来电13800001234更正",
    )
    event.refresh_from_db()
    everything = f"{event.target}{event.before}{event.after}{event.reason}"
    assert "19900101" not in everything
    assert "13800001234" not in everything
    assert event.before == {"number": "〔身份证号〕", "list": [{"phone": "〔手机号〕"}]}


def test_dates_decimals_and_choices_are_written_down_as_text():
    at = dt.datetime(2026, 12, 20, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    written = plain(
        {
            "day": dt.date(2026, 12, 20),
            "at": at,
            "share": Decimal("0.50"),
            "role": Role.OBSERVER,
            "set": {"b", "a"},
        }
    )
    assert written == {
        "day": "2026-12-20",
        "at": "2026-12-20T01:30:00.000000+00:00",
        "share": "0.50",
        "role": "observer",
        "set": ["a", "b"],
    }


def test_what_is_not_data_is_refused():
    with pytest.raises(TypeError, match="object"):
        plain({"x": object()})


@pytest.mark.django_db
def test_an_event_cannot_be_changed_or_deleted_through_the_models():
    event = record("a", target="x", area_code=AREA, by=None)
    event.reason = "改写"
    with pytest.raises(TypeError):
        event.save()
    with pytest.raises(TypeError):
        event.delete()
    with pytest.raises(TypeError):
        AuditEvent.objects.filter(pk=event.pk).update(reason="改写")
    with pytest.raises(TypeError):
        AuditEvent.objects.all().delete()
    assert AuditEvent.objects.get().reason == ""


@pytest.mark.postgres
@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement", ["UPDATE audit_auditevent SET reason = 'x'", "DELETE FROM audit_auditevent"]
)
def test_the_database_itself_refuses_to_change_an_event(statement):
    record("a", target="x", area_code=AREA, by=None)
    with (
        pytest.raises(DatabaseError, match="never changed or deleted"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert AuditEvent.objects.get().reason == ""


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_acts_of_one_division_at_the_same_moment_make_one_unbroken_chain():
    barrier, faults = threading.Barrier(4), []

    def act(name):
        barrier.wait()
        try:
            for _ in range(10):
                with transaction.atomic():
                    record("proxy.granted", target=name, area_code=AREA, by=None)
        except DatabaseError as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=(f"t{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    (report,) = verify_chains()
    assert (report.holds, report.count) == (True, 40)


@pytest.mark.django_db
def test_the_division_is_that_of_the_row_acted_on() -> None:
    village = VillageFactory()

    assert record("village.changed", target=village, by=None).area_code == village.code
    assert record("village.changed", target=village, area_code=AREA, by=None).area_code == AREA


@pytest.mark.django_db
def test_what_lies_in_no_division_must_say_where_it_is_recorded() -> None:
    with pytest.raises(TypeError, match="needs its area_code"):
        record("login.failed", target="甲", by=None)
    with pytest.raises(TypeError, match="needs its area_code"):
        record("staff.renamed", target=UserFactory(), by=None)
