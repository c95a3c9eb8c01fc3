"""The page of a tried file: what was read, columns mapped by hand, people set apart decided by kind."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from election_office.audit.models import AuditEvent
from tests.factories import CycleFactory, ElectionFactory, UserFactory, VillageFactory
from tests.voters.rolls import id_number
from voters import actions
from voters.imports.codes import TITLES
from voters.imports.layouts import Field
from voters.imports.remedies import REMEDIES, remedy_of
from voters.imports.report import kinds_of, shares_of
from voters.models import ColumnMeaning, Registration, RollImport

pytestmark = pytest.mark.django_db


class Office:
    def __init__(self, capture) -> None:
        self.capture = capture
        self.election = ElectionFactory(
            village=VillageFactory(groups=3), cycle=CycleFactory(default_day=dt.date(2026, 12, 20))
        )
        self.clerk = UserFactory(serving=self.election.area_code)
        self.client = Client()
        self.client.force_login(self.clerk)

    def bring(self, *lines: str, name: str = "名册.csv") -> RollImport:
        file = SimpleUploadedFile(name, ("\n".join(lines) + "\n").encode())
        with self.capture(execute=True):
            row = actions.upload_roll(election=self.election, file=file, by=self.clerk)
        return self.fresh(row)

    def settle(self, row: RollImport, **said: str) -> RollImport:
        with self.capture(execute=True):
            response = self.client.post(
                reverse("voters:import_settle", args=[row.pk]), self.typed(row) | said
            )
        assert response.status_code == 302
        return self.fresh(row)

    def typed(self, row: RollImport) -> dict[str, str]:
        """What the page sends when nothing is touched."""
        form = self.client.get(reverse("voters:import_detail", args=[row.pk])).context["reading"]
        return {box.html_name: box.initial or "" for box in form if box.initial}

    def ask(self, row: RollImport) -> RollImport:
        with self.capture(execute=True):
            actions.ask_import(roll_import=row, by=self.clerk)
        return self.fresh(row)

    @staticmethod
    def fresh(row: RollImport) -> RollImport:
        return RollImport.objects.get(pk=row.pk)

    def page(self, row: RollImport) -> str:
        return self.client.get(reverse("voters:import_detail", args=[row.pk])).content.decode()


@pytest.fixture
def office(django_capture_on_commit_callbacks) -> Office:
    return Office(django_capture_on_commit_callbacks)


HEAD = "村民小组,姓名,身份证号,户籍在本村,在本村居住,状态,爱好"


def line(order: int, state: str = "", number: str = "") -> str:
    return f"1组,演示{'甲乙丙丁戊'[order % 5]},{number or id_number(order=2 * order + 1)},是,是,{state},棋"


def test_the_page_says_what_was_read_and_what_was_not(office) -> None:
    row = office.bring(HEAD, line(0), "合计,1人")
    page = office.page(row)

    assert "1人" in page
    assert "合计、填表说明等1行" in page
    assert 'name="c0_6"' in page
    assert id_number(order=1) not in page
    assert "7列，6列使用" in page


def test_people_set_apart_are_decided_before_anything_is_imported(office) -> None:
    row = office.bring(HEAD, line(0), line(1, "外出"), line(2, "死亡", "不详"))
    assert row.undecided == ["死亡", "外出"]
    with pytest.raises(ValidationError):
        actions.ask_import(roll_import=row, by=office.clerk)
    assert "保存决定，重新试读" in office.page(row)

    row = office.settle(row, d_away="pending", d_dead="leave")

    assert (row.undecided, row.has_errors) == ([], False)
    assert AuditEvent.objects.get(action="roll.reading_settled").after["外出"] == "列为待定"
    row = office.ask(row)
    assert row.state == "applied", row.job.error
    assert list(Registration.objects.order_by("pk").values_list("status", flat=True)) == [
        "registered",
        "pending",
    ]
    assert not row.judged


def test_each_kind_of_fault_says_where_and_what_to_do(office) -> None:
    short = [line(n, number=id_number(order=2 * n + 1)[:-1]) for n in range(8)]
    row = office.bring(HEAD, *short, line(9))
    [kind] = [kind for kind in kinds_of(row) if kind.code == "id_length"]
    assert (kind.count, kind.where, kind.level) == (8, "第2、3、4、5、6、7行等", "error")
    shares = {share.label: (share.people, share.start + share.width) for share in shares_of(row)}
    assert shares == {"可以登记": (1, 111), "待定": (0, 111), "不列入": (0, 111), "不能导入": (8, 1000)}
    page = office.page(row)
    for said in (kind.where, kind.remedy, "有必须改正的问题，还不能导入", "换一个文件"):
        assert said in page


def test_every_kind_of_finding_has_a_remedy_of_its_own() -> None:
    apart = {code for code in TITLES if code.startswith("apart_")}
    assert set(REMEDIES) == set(TITLES) - apart
    assert all(text.endswith("。") for text in REMEDIES.values())
    assert remedy_of("apart_away", "warning") == "在上面“文件另行标出的人”里决定。"
    assert remedy_of("something_new", "excluded") == "依法不列入，不用改。"


def test_a_strange_file_is_mapped_by_hand_and_the_next_one_is_read_the_same_way(office) -> None:
    row = office.bring("片,谁,证", f"2组,演示甲,{id_number(order=1)}", f"2组,演示乙,{id_number(order=2)}")
    assert row.state == "unreadable"
    assert "各列读作什么" in office.page(row)

    row = office.settle(row, c0_0="GROUP", c0_1="NAME", c0_2="ID")

    assert (row.state, row.people, row.has_errors) == ("tried", 2, False)
    assert dict(ColumnMeaning.objects.values_list("title", "field")) == {
        "片": "GROUP",
        "谁": "NAME",
        "证": "ID",
    }
    again = office.bring("谁,证,片", f"演示丙,{id_number(order=3)},3组")
    assert (again.state, again.people, again.has_errors) == ("tried", 1, False)


def test_a_title_mapped_by_hand_is_remembered_for_the_village(office) -> None:
    row = office.bring("片区,姓名,身份证号", f"2组,演示甲,{id_number(order=1)}")
    row = office.settle(row, c0_0="GROUP")
    assert row.trial["codes"].get("group_missing") is None
    assert ColumnMeaning.objects.get(title="片区").field == "GROUP"

    again = office.bring("姓名,身份证号,片区", f"演示乙,{id_number(order=2)},3组")
    assert again.trial["codes"].get("group_missing") is None


def test_a_reading_without_name_or_number_is_refused_and_kept_nowhere(office) -> None:
    row = office.bring(HEAD, line(0))

    with pytest.raises(ValidationError, match="公民身份号码"):
        actions.settle_reading(
            roll_import=row,
            columns={row.trial["uses"][0]["name"]: {1: Field.NAME}},
            decisions={},
            by=office.clerk,
        )
    assert RollImport.objects.get(pk=row.pk).mapping == {}
    assert not AuditEvent.objects.filter(action="roll.reading_settled").exists()


def test_another_village_is_not_found_and_the_page_costs_the_same(
    office, django_assert_max_num_queries
) -> None:
    few = office.bring(HEAD, line(0, "外出"))
    stranger = Client()
    stranger.force_login(UserFactory(serving=ElectionFactory().area_code))
    assert stranger.post(reverse("voters:import_settle", args=[few.pk])).status_code == 404
    with django_assert_max_num_queries(15):
        office.page(few)


def test_files_by_group_need_no_second_person_before_the_first_confirmation(office) -> None:
    office.ask(office.bring(HEAD, line(0)))
    second = office.bring(HEAD, line(0), line(1), line(2))

    assert (second.comparison["added"], second.needs_second) == (2, False)
    assert office.ask(second).state == "applied"


def test_a_named_group_is_matched_however_its_name_ends(office) -> None:
    group = office.election.village.groups.first()
    group.name = "上屋组"
    group.save()
    row = office.bring("自然村,姓名,身份证号", f"上屋,演示甲,{id_number(order=1)}")

    assert not row.has_errors
    office.ask(row)
    assert Registration.objects.get().group == group
