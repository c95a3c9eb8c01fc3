"""A second file brought to a roll: compared first, agreed to by two, applied whole or not at all."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from election_office.accounts import viewer
from election_office.accounts.models import User
from election_office.accounts.permissions import Role
from election_office.audit.models import AuditEvent
from election_office.jobs.models import Job
from election_office.law.decision import RuleRefused
from tests.factories import CycleFactory, ElectionFactory, UserFactory, VillageFactory, made_up_number
from villages import numbers
from villages.actions import update_person
from villages.models import Election
from voters import actions, queries
from voters.models import Registration, RollChange, RollImport
from voters.rules import ChangeFacts, needs_second_officer

pytestmark = pytest.mark.django_db
BORN = dt.date(1980, 6, 15)
HEAD = "村民小组,户号,姓名,性别,公民身份号码,户籍在本村,在本村居住,本人申请\n"


def number(n: int) -> str:
    return made_up_number(BORN, "male", n)


def name_of(n: int) -> str:
    return "演示" + "甲乙丙丁戊己庚辛壬癸"[n % 10] + "子丑寅卯辰巳午未申酉"[n // 10]


def line(n: int, *, name: str = "", group: int = 1, house: str = "", lives: str = "是") -> str:
    return f"{group}组,{house or n},{name or name_of(n)},男,{number(n)},是,{lives},"


def csv(*lines: str) -> bytes:
    return (HEAD + "\n".join(lines) + "\n").encode("gb18030")


class Office:
    """One village of four groups, its clerk, a second clerk, and jobs that run as they are asked for."""

    def __init__(self, capture) -> None:
        self.capture = capture
        self.election: Election = ElectionFactory(
            village=VillageFactory(groups=4), cycle=CycleFactory(default_day=dt.date(2026, 12, 20))
        )
        code = self.election.area_code
        self.clerk: User = UserFactory(serving=code, name="演示经办甲")
        self.second: User = UserFactory(serving=code[:9], name="演示经办乙", role=Role.TOWNSHIP_OFFICER)

    def bring(self, content: bytes, **more) -> RollImport:
        with self.capture(execute=True):
            row = actions.upload_roll(
                election=self.election, file=SimpleUploadedFile("名册.csv", content), by=self.clerk, **more
            )
        return self.fresh(row)

    def ask(self, row: RollImport, by: User | None = None) -> RollImport:
        with self.capture(execute=True):
            actions.ask_import(roll_import=row, by=by or self.clerk)
        return self.fresh(row)

    def approve(self, row: RollImport, by: User | None = None) -> RollImport:
        with self.capture(execute=True):
            actions.approve_import(roll_import=row, by=by or self.second)
        return self.fresh(row)

    def retry(self, row: RollImport) -> RollImport:
        with self.capture(execute=True):
            actions.ask_trial(roll_import=row, by=self.clerk)
        return self.fresh(row)

    @staticmethod
    def fresh(row: RollImport) -> RollImport:
        return RollImport.objects.get(pk=row.pk)

    def voter(self, n: int) -> Registration:
        masked = Registration.objects.filter(election=self.election).with_people()
        return masked.get(person__id_hash=_hash(n))


def _hash(n: int) -> str:
    from villages import numbers  # noqa: PLC0415 -- only this one needs it

    return numbers.fingerprint(number(n))


FIRST = [line(n) for n in range(40)]


@pytest.fixture
def office(django_capture_on_commit_callbacks) -> Office:
    """Forty voters of group 1 are on the roll from a first file."""
    place = Office(django_capture_on_commit_callbacks)
    row = place.ask(place.bring(csv(*FIRST)))
    assert row.state == "applied", row.trial
    return place


def counts(row: RollImport) -> tuple[int, ...]:
    return tuple(row.comparison[name] for name in ("added", "changed", "vanished", "unchanged"))


def test_a_first_file_is_compared_with_nothing_and_needs_no_second_person(office) -> None:
    row = RollImport.objects.get()
    assert (row.comparison["before"], row.needs_second) == (0, False)
    assert not RollChange.objects.exists()
    assert queries.roll_count(office.election) == 40


def test_the_trial_of_a_second_file_tells_who_is_new_changed_and_missing_and_writes_nothing(office) -> None:
    lines = [line(0, name="演示新名", group=2, house="9"), *FIRST[1:39], line(50)]
    row = office.bring(csv(*lines))

    assert counts(row) == (1, 1, 1, 38)
    told = {change.kind: change for change in row.changes.all()}
    assert told["added"].name == name_of(50)
    assert numbers.decrypt(told["added"].id_cipher) == number(50)
    with viewer.reading(UserFactory(serving=office.election.area_code)):
        assert told["added"].id_masked == f"尾号{number(50)[-4:]}"
    assert told["changed"].detail == (
        f"姓名：{name_of(0)}→演示新名；户号：0→9；村民小组：第一村民小组→第二村民小组"
    )
    assert told["vanished"].registration == office.voter(39)
    assert queries.unchanged_by(row).count() == 38
    assert [finding.level for finding in row.findings.filter(code="person_name_differs")] == ["warning"]
    assert queries.roll_count(office.election) == 40
    assert office.voter(0).person.name == name_of(0)


def test_applying_corrects_adds_and_flags_without_deleting(office) -> None:
    lines = [line(0, name="演示新名", group=2), *FIRST[1:39]]
    row = office.bring(csv(*lines))
    assert not row.needs_second
    serials = set(Registration.objects.values_list("pk", flat=True))

    row = office.ask(row)

    assert row.state == "applied"
    assert set(Registration.objects.values_list("pk", flat=True)) == serials
    changed, gone = office.voter(0), office.voter(39)
    assert (changed.person.name, changed.group.number, changed.person.group.number) == ("演示新名", 2, 2)
    assert changed.person.initials == "ysxm"
    assert (gone.status, gone.vanished_import) == ("registered", row)
    assert gone.vanished_at is not None
    event = AuditEvent.objects.filter(action="roll.imported").latest("pk")
    assert (event.after["changed_people"], event.after["vanished"], event.after["created"]) == (1, 1, 0)
    assert number(0) not in str(event.after)
    assert not AuditEvent.objects.filter(action="person.updated").exists()


def test_the_same_file_again_changes_nothing(office) -> None:
    lines = FIRST[:39]
    office.ask(office.bring(csv(*lines)))
    before = list(Registration.objects.order_by("pk").values())
    again = office.bring(csv(*lines))
    assert again.state == "applied"
    with pytest.raises(ValidationError, match="未作改动"):
        actions.ask_import(roll_import=again, by=office.clerk)
    assert list(Registration.objects.order_by("pk").values()) == before


@pytest.mark.parametrize(
    ("registered", "touched", "needed"), [(100, 5, False), (100, 6, True), (40, 2, False), (40, 3, True)]
)
def test_more_than_five_percent_needs_a_second_person(registered, touched, needed) -> None:
    facts = ChangeFacts(before=registered, registered=registered, added=touched, changed=0, vanished=0)
    assert needs_second_officer(facts) is needed
    assert not needs_second_officer(ChangeFacts(0, 0, touched, 0, 0))


def test_a_large_change_waits_for_another_person_and_the_same_one_is_refused(office) -> None:
    row = office.bring(csv(*FIRST[:37]))
    assert row.needs_second

    row = office.ask(row)
    assert (row.state, row.asked_by) == ("awaiting", office.clerk)
    assert not Registration.objects.vanished().exists()
    assert not Job.objects.filter(kind="voters.roll_import", key=f"import:{row.pk}").exists()
    with pytest.raises(RuleRefused, match=r"变动3人，超过现有登记40人的5%.*提请人演示经办甲不能自己核准。"):
        actions.approve_import(roll_import=row, by=office.clerk)
    with pytest.raises(ValidationError, match="已提请核准"):
        actions.ask_import(roll_import=row, by=office.second)
    observer = UserFactory(serving=office.election.area_code, role=Role.OBSERVER)
    with pytest.raises(PermissionDenied):
        actions.approve_import(roll_import=row, by=observer)

    row = office.approve(row)
    assert (row.state, row.approved_by, row.applied_by) == ("applied", office.second, office.second)
    assert Registration.objects.vanished().count() == 3
    assert AuditEvent.objects.get(action="roll.import_approved").after["asked_by"] == "演示经办甲"
    assert AuditEvent.objects.filter(action="roll.imported").latest("pk").after["approved_by"] == "演示经办乙"


def test_a_roll_that_moved_after_the_approval_was_asked_rolls_everything_back(office) -> None:
    row = office.ask(office.bring(csv(*FIRST[:36], line(50))))
    update_person(person=office.voter(5).person, by=office.clerk, reason="户口簿", name="演示另名")

    row = office.approve(row)

    assert row.state == "awaiting"
    assert "试读以后名单又有变动" in Job.objects.filter(kind="voters.roll_import").latest("pk").error
    assert queries.roll_count(office.election) == 40
    assert not Registration.objects.vanished().exists()

    row = office.retry(row)
    assert (row.state, row.asked_by, row.approved_by) == ("tried", None, None)
    assert counts(row) == (1, 1, 4, 35)


def test_a_file_of_some_people_only_misses_nobody(office) -> None:
    row = office.bring(csv(line(0, group=3), line(60)), partial=True)
    assert counts(row) == (1, 1, 0, 0)
    office.ask(row)
    assert not Registration.objects.vanished().exists()
    assert office.voter(60).status == "registered"


def test_whom_the_file_names_as_kept_off_is_told_so_and_not_as_missing(office) -> None:
    outsider = line(0).replace(",是,是,", ",否,否,")
    row = office.bring(csv(outsider, *FIRST[1:39]))
    assert counts(row) == (0, 0, 1, 38)
    assert row.comparison["excluded"] == 1
    told = row.changes.get(kind="excluded")
    assert told.registration == office.voter(0)
    assert told.detail == "户籍不在本村，也不在本村居住或从事村务工作，不列入名单。"

    row = office.ask(row)
    assert (row.vanished, row.excluded) == (1, 1)
    assert office.voter(0).status == "registered"
    client = Client()
    client.force_login(office.clerk)
    pages = [
        client.get(reverse("voters:registration", args=[office.voter(n).pk])).content.decode()
        for n in (0, 39)
    ]
    assert ["本次名册写明不列入" in page for page in pages] == [True, False]
    assert ["本次名册中没有此人" in page for page in pages] == [False, True]
    keep = client.get(reverse("voters:registration_keep", args=[office.voter(0).pk])).content.decode()
    assert "本次名册写明：户籍不在本村" in keep


def test_a_file_of_some_people_flags_those_it_names_as_kept_off_and_nobody_else(office) -> None:
    row = office.bring(csv(line(0).replace(",是,是,", ",否,否,"), line(60)), partial=True)
    assert counts(row) == (1, 0, 0, 0)
    assert row.comparison["excluded"] == 1
    office.ask(row)
    assert [one.pk for one in Registration.objects.vanished()] == [office.voter(0).pk]


def test_somebody_named_again_loses_the_flag(office) -> None:
    office.ask(office.bring(csv(*FIRST[:39])))
    assert office.voter(39).vanished_at is not None
    office.ask(office.bring(csv(*FIRST, line(61))))
    assert office.voter(39).vanished_at is None
    assert office.voter(39).vanished_import is None


def test_who_moved_away_waits_for_their_word_and_a_decided_person_stays_decided(office) -> None:
    actions.cancel_registration(
        registration=office.voter(1), ground="moved", reason="户籍迁出", by=office.clerk
    )
    row = office.bring(csv(line(0, lives="否"), *FIRST[1:]))
    assert counts(row) == (0, 1, 0, 38)
    assert row.comparison["decided"] == 1
    assert "状态：已登记→待定" in row.changes.get().detail
    office.ask(row)
    assert (office.voter(0).status, office.voter(0).roll_class) == ("pending", "B")
    assert "本人表示参加" in office.voter(0).pending_reason
    assert office.voter(1).status == "cancelled"

    office.ask(office.bring(csv(*FIRST, "")))
    assert (office.voter(0).status, office.voter(0).roll_class, office.voter(0).pending_reason) == (
        "registered",
        "A",
        "",
    )


def test_no_file_puts_a_candidate_back_to_pending(office) -> None:
    Registration.objects.filter(pk=office.voter(0).pk).update(is_candidate=True)
    row = office.bring(csv(line(0, lives="否"), *FIRST[1:]))
    assert [finding.code for finding in row.findings.filter(level="error")] == ["candidate_would_wait"]


def test_the_work_list_is_settled_by_keeping_with_a_reason_or_cancelling(office) -> None:
    office.ask(office.bring(csv(*FIRST[:38])))
    client = Client()
    client.force_login(office.clerk)
    listed = client.get(reverse("voters:roll", args=[office.election.pk]), {"status": "vanished"})
    assert name_of(38) in listed.content.decode()
    assert name_of(5) not in listed.content.decode()

    kept, gone = office.voter(38), office.voter(39)
    assert "本次名册中没有此人" in client.get(reverse("voters:registration", args=[kept.pk])).content.decode()
    keep = reverse("voters:registration_keep", args=[kept.pk])
    assert client.post(keep, {"reason": ""}).status_code == 200
    assert office.voter(38).vanished_at is not None
    assert client.post(keep, {"reason": "派出所漏列，本人在村"}).status_code == 302
    actions.cancel_registration(registration=gone, ground="moved", reason="户籍迁出", by=office.clerk)

    assert office.voter(38).status == "registered"
    assert queries.vanished_count(office.election) == 0
    assert AuditEvent.objects.get(action="registration.kept").reason == "派出所漏列，本人在村"
    with pytest.raises(ValidationError, match="不用办理"):
        actions.keep_vanished(registration=kept, reason="再次", by=office.clerk)


def test_confirming_warns_of_people_nobody_has_looked_into(office) -> None:
    office.ask(office.bring(csv(*FIRST[:39])))
    facts = queries.confirmation_facts(office.election)
    assert facts.vanished == 1
    client = Client()
    client.force_login(office.clerk)
    page = client.get(reverse("voters:roll_confirm", args=[office.election.pk])).content.decode()
    assert "有1名已登记的人在最近一次名册中没有" in page


def test_the_pages_list_find_and_page_and_only_another_person_sees_the_approval(office) -> None:
    row = office.bring(csv(line(0, group=2), *FIRST[1:20], *[line(n) for n in range(40, 95)]))
    client = Client()
    client.force_login(office.clerk)
    detail, changes = (reverse(f"voters:import_{name}", args=[row.pk]) for name in ("detail", "changes"))
    page = client.get(detail).content.decode()
    assert "与现有名单比较" in page
    assert "提请核准导入" in page

    added = client.get(changes, {"kind": "added"})
    assert len(added.context["table"].page.object_list) == 50
    assert len(client.get(changes, {"kind": "added", "page": 2}).context["table"].page.object_list) == 5
    found = client.get(changes, {"kind": "added", "q": name_of(77)}).content.decode()
    assert name_of(77) in found
    assert name_of(78) not in found
    assert "第一村民小组→第二村民小组" in client.get(changes, {"kind": "changed"}).content.decode()
    assert len(client.get(changes, {"kind": "vanished"}).context["table"].rows) == 20
    assert len(client.get(changes, {"kind": "unchanged", "q": name_of(3)}).context["table"].rows) == 1
    assert number(40) not in added.content.decode()

    client.post(reverse("voters:import_apply", args=[row.pk]))
    assert office.fresh(row).state == "awaiting"
    approve = reverse("voters:import_approve", args=[row.pk])
    assert approve not in client.get(detail).content.decode()
    refused = client.post(approve, follow=True).content.decode()
    assert "不能自己核准" in refused
    client.force_login(office.second)
    assert approve in client.get(detail).content.decode()
    with office.capture(execute=True):
        client.post(approve)
    assert office.fresh(row).state == "applied"


def test_a_comparison_costs_the_same_statements_however_many_people(
    office, django_assert_max_num_queries
) -> None:
    from voters.imports.changes import Comparison  # noqa: PLC0415 -- only this one needs it
    from voters.imports.office import judging_for  # noqa: PLC0415

    [batch] = judging_for(csv(*FIRST[1:]), "名册.csv", office.election).batches()
    comparison = Comparison(office.election)
    with django_assert_max_num_queries(2):
        assert (comparison.compare(batch.rows).added, comparison.unchanged) == ([], 39)
        assert [gone.name for gone in comparison.gone()] == [name_of(0)]
