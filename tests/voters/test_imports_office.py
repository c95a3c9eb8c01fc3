"""A file from the upload to the roll, through the actions and the background jobs."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from election_office.accounts import viewer
from election_office.accounts.permissions import Role
from election_office.audit.models import AuditEvent
from election_office.jobs.models import Job
from election_office.law.decision import RuleRefused
from tests.factories import (
    CycleFactory,
    ElectionFactory,
    RegistrationFactory,
    UserFactory,
    VillageFactory,
    made_up_number,
)
from villages import numbers
from villages.models import Election, Person
from voters import actions, queries
from voters.models import Registration, RollFinding, RollImport

pytestmark = pytest.mark.django_db
DATA = Path(__file__).parent.parent / "data"


def election(groups: int = 11) -> Election:
    return ElectionFactory(
        village=VillageFactory(groups=groups), cycle=CycleFactory(default_day=dt.date(2026, 12, 20))
    )


def clerk_of(place: Election) -> object:
    return UserFactory(serving=place.area_code)


@pytest.fixture
def upload(django_capture_on_commit_callbacks):
    """Bring a file: the trial runs at once, as the queue of a test does."""

    def bring(place: Election, name: str | bytes, by: object | None = None) -> RollImport:
        content = (DATA / name).read_bytes() if isinstance(name, str) else name
        filename = name if isinstance(name, str) else "名册.csv"
        with django_capture_on_commit_callbacks(execute=True):
            row = actions.upload_roll(
                election=place, file=SimpleUploadedFile(filename, content), by=by or clerk_of(place)
            )
        row.refresh_from_db()
        return row

    return bring


@pytest.fixture
def take_in(django_capture_on_commit_callbacks):
    def run(row: RollImport) -> RollImport:
        with django_capture_on_commit_callbacks(execute=True):
            actions.ask_import(roll_import=row, by=clerk_of(row.election))
        row.refresh_from_db()
        return row

    return run


@pytest.mark.parametrize("name", ["roll_clean.xlsx", "roll_clean.xls", "roll_clean_gb18030.csv"])
def test_a_clean_roll_comes_in_whole(upload, take_in, name) -> None:
    place = election()
    row = upload(place, name)
    uploaded = row.file.name
    assert (row.state, row.people, row.has_errors) == ("tried", 1052, False)
    assert not Registration.objects.exists()

    row = take_in(row)

    assert (row.state, bool(row.file), bool(row.judged), len(row.sha256)) == ("applied", False, False, 64)
    assert not row._meta.get_field("file").storage.exists(uploaded)
    assert queries.roll_count(place) == row.accepted == row.created
    assert Registration.objects.filter(status="pending").count() == row.pending
    assert Person.objects.count() == row.accepted + row.pending
    event = AuditEvent.objects.get(action="roll.imported")
    assert event.after["created"] == row.created
    assert Job.objects.get(kind="voters.roll_import").state == "done"


def test_people_come_in_with_what_lists_need_and_no_open_number(upload, take_in) -> None:
    place = election()
    take_in(upload(place, "roll_clean.xlsx"))
    person = Person.objects.order_by("pk").first()
    assert person.stroke_key
    assert person.initials
    assert person.group
    assert len(person.id_hash) == 64
    assert numbers.decrypt(person.id_cipher) not in str(vars(person))
    with viewer.reading(UserFactory(serving=place.area_code)):
        found = Registration.objects.matching(numbers.decrypt(person.id_cipher)[-4:])
        assert found.filter(person=person).exists()


def test_the_same_file_again_changes_nothing(upload, take_in) -> None:
    place = election()
    take_in(upload(place, "roll_clean.xlsx"))
    jobs, people = Job.objects.count(), Person.objects.count()

    again = upload(place, "roll_clean.xlsx")

    assert again.state == "applied"
    assert (Job.objects.count(), Person.objects.count()) == (jobs, people)
    with pytest.raises(ValidationError, match="这份文件已导入，未作改动。"):
        actions.ask_import(roll_import=again, by=clerk_of(place))


def test_faults_are_told_and_nothing_comes_in(upload) -> None:
    place = election()
    row = upload(place, "roll_messy.xlsx")
    assert (row.state, row.people) == ("tried", 660)
    assert row.has_errors
    assert RollFinding.objects.filter(roll_import=row).count() == sum(
        row.count(level) for level in RollFinding.Level.values
    )
    assert row.faults.size > 0
    with pytest.raises(ValidationError, match="没有导入任何人"):
        actions.ask_import(roll_import=row, by=clerk_of(place))
    assert not Registration.objects.exists()
    assert not Person.objects.exists()


HEAD = "村民小组,姓名,性别,公民身份号码,户籍在本村,在本村居住,本人申请\n"


def csv(*lines: str) -> bytes:
    return (HEAD + "\n".join(lines) + "\n").encode("gb18030")


def line(voter: Registration, number: str, *, name: str = "", group: str = "1组", lives: str = "是") -> str:
    return f"{group},{name or voter.person.name},男,{number},是,{lives},"


def known_number(n: int) -> str:
    return made_up_number(dt.date(1980, 6, 15), "male", n)


def codes(row: RollImport) -> list[str]:
    return list(row.findings.values_list("code", flat=True))


def test_somebody_on_another_roll_is_named_with_that_village(upload) -> None:
    place = election()
    other = ElectionFactory(village=VillageFactory(township=place.village.township), cycle=place.cycle)
    voter = RegistrationFactory(election=other, id_number=known_number(7), name="演示甲")
    row = upload(place, csv(line(voter, known_number(7))))
    assert codes(row) == ["registered_elsewhere"]
    assert other.village.name in row.findings.get().message


def test_what_a_file_is_told_about_other_villages_stands_in_the_trail_of_each(upload) -> None:
    """One line for each village, however many of its people; nothing about the importing village's own."""
    place = election()
    township = place.village.township
    second, third = (
        ElectionFactory(village=VillageFactory(township=township), cycle=place.cycle) for _ in range(2)
    )
    there = [
        RegistrationFactory(election=second, id_number=known_number(41 + n), name=f"演示{name}")
        for n, name in enumerate("甲乙丙")
    ]
    renamed = RegistrationFactory(election=third, id_number=known_number(44), name="演示丁", status="pending")
    own = RegistrationFactory(election=place, id_number=known_number(45), name="演示戊")
    row = upload(
        place,
        csv(
            *(line(voter, known_number(41 + n)) for n, voter in enumerate(there)),
            line(renamed, known_number(44), name="另名氏"),
            line(own, known_number(45), name="另名氏"),
        ),
    )
    assert sorted(set(codes(row))) == ["person_name_differs", "registered_elsewhere"]
    told = {event.area_code: event for event in AuditEvent.objects.filter(action="roll.numbers_answered")}
    assert set(told) == {second.area_code, third.area_code}
    asked = {"asked_in": place.area_code, "sha256": row.sha256}
    assert told[second.area_code].after == asked | {
        "told_about": 3, "names_told": ["演示甲", "演示乙", "演示丙"], "answer": ["registered_elsewhere"],
    }  # fmt: skip
    assert told[third.area_code].after == asked | {
        "told_about": 1, "names_told": ["演示丁"], "answer": ["person_name_differs"],
    }  # fmt: skip
    assert told[third.area_code].target == f"voters.RollImport:{row.pk}"


def test_a_number_in_the_notes_of_a_file_does_not_reach_the_database(upload, take_in) -> None:
    place = election()
    stranger = RegistrationFactory(name="演示甲")
    said = f"{line(stranger, known_number(51))},户口簿上是{known_number(52)}\n"
    take_in(upload(place, (HEAD.strip() + ",备注\n" + said).encode("gb18030")))
    assert Registration.objects.get(election=place).note == "户口簿上是（身份证号已略去）"


def test_a_group_the_village_has_not_is_an_error(upload) -> None:
    place = election(groups=2)
    voter = RegistrationFactory(name="演示甲")
    row = upload(place, csv(line(voter, known_number(9), group="9组")))
    assert codes(row) == ["unknown_group"]


def test_a_known_number_under_another_name_is_an_error(upload) -> None:
    place = election()
    voter = RegistrationFactory(id_number=known_number(11), status="pending")
    row = upload(place, csv(line(voter, known_number(11), name="另名氏")))
    assert codes(row) == ["person_name_differs"]


def test_a_person_the_office_knows_keeps_the_one_record(upload, take_in) -> None:
    place = election()
    known = RegistrationFactory(id_number=known_number(13), name="演示甲", status="pending").person
    take_in(upload(place, csv(line(known.registrations.get(), known_number(13)))))
    assert Registration.objects.get(election=place).person == known


def test_somebody_away_without_declaration_waits_for_a_decision(upload, take_in) -> None:
    place = election()
    voter = RegistrationFactory(name="演示甲")
    take_in(upload(place, csv(line(voter, known_number(15), lives="否"))))
    waiting = Registration.objects.get(election=place)
    assert (waiting.status, waiting.roll_class) == ("pending", "B")
    assert "本人表示参加" in waiting.pending_reason


def test_what_changed_since_the_trial_stops_the_whole_import(upload, take_in) -> None:
    place = election()
    other = ElectionFactory(village=VillageFactory(township=place.village.township), cycle=place.cycle)
    stranger = RegistrationFactory()
    row = upload(
        place,
        csv(line(stranger, known_number(21), name="演示甲"), line(stranger, known_number(22), name="演示乙")),
    )
    assert not row.has_errors
    RegistrationFactory(election=other, id_number=known_number(22), name="演示乙")

    row = take_in(row)

    assert row.state == "tried"
    assert not Registration.objects.filter(election=place).exists()
    assert "没有导入任何人" in Job.objects.get(kind="voters.roll_import").error


def test_a_confirmed_roll_takes_no_file(upload) -> None:
    place = election()
    RegistrationFactory(election=place)
    actions.confirm_roll(election=place, by=clerk_of(place))
    with pytest.raises(RuleRefused, match="不能再整批导入") as refused:
        upload(place, "roll_clean.xlsx")
    assert "第十七条" in str(refused.value.decision.refusals[0].citation)
    assert not RollImport.objects.exists()


def test_a_file_that_is_no_roll_is_answered_with_a_sentence(upload) -> None:
    row = upload(election(), b"\x89PNG\r\n\x1a\n" + bytes(200))
    assert row.state == "unreadable"
    assert row.problem.endswith("。")


@pytest.mark.parametrize("role", [Role.OBSERVER, Role.GUIDANCE_MEMBER, Role.COUNT_CLERK])
def test_other_roles_upload_nothing(upload, role) -> None:
    place = election()
    with pytest.raises(PermissionDenied):
        upload(place, "roll_clean.xlsx", by=UserFactory(serving=place.area_code, role=role))
    assert not RollImport.objects.exists()
