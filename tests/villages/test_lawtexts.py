"""Texts of provinces from the workbook, local values by proper inputs, and the rules frozen with a list."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import tomllib
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from election_office.accounts.models import User
from election_office.accounts.permissions import Role
from election_office.audit.models import AuditEvent
from election_office.core.workbooks import UnreadableWorkbook
from election_office.law import layers
from election_office.law.decision import RuleRefused
from election_office.law.rulebooks import rulebook_for
from tests.factories import ElectionFactory, UserFactory, law_text
from villages.lawtexts import actions, queries
from villages.lawtexts.workbook import (
    HEAD,
    VALUES,
    TextRow,
    changes,
    read_workbook,
    template,
)
from villages.models import Election, FrozenRules, LawText, RuleOverlay

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 12, 20)


@pytest.fixture
def election() -> Election:
    return ElectionFactory(village__name="演示村")


@pytest.fixture
def officer(client: Client, election: Election) -> User:
    user = UserFactory(serving=election.area_code[:9], role=Role.TOWNSHIP_OFFICER)
    client.force_login(user)
    return user


@pytest.fixture
def supervisor(election: Election) -> User:
    return UserFactory(serving=election.area_code[:6], role=Role.COUNTY_SUPERVISOR)


def url(name: str, *args: Any) -> str:
    return reverse(f"villages:{name}", args=args)


def filled(*rows: tuple[str, str, str, str], kind: str = "village") -> bytes:
    """The workbook as it is handed out with these rows filled in: (事项, 取值, 条款, 说明)."""
    book = load_workbook(io.BytesIO(template(DAY, kind)))
    sheet = book[VALUES]
    for label, value, article, sentence in rows:
        line = next(one for one in sheet.iter_rows(min_row=2) if one[1].value == label)
        line[4].value, line[5].value, line[6].value = value, article, sentence
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


GOOD = ("投票时间地点在选举日前几日公布", "5日", "第二十二条", "本省规定五日前公布。")


def upload(**change: Any) -> dict[str, Any]:
    return {
        "kind": "village", "level": "province", "title": "演示省村民委员会选举办法",
        "paper_number": "公告第1号", "passed_on": "2026-01-05", "valid_from": "2026-02-01", "valid_to": "",
        "workbook": SimpleUploadedFile("工作簿.xlsx", filled(GOOD)),
        "scan": SimpleUploadedFile("全文.txt", "演示全文".encode()),
    } | change  # fmt: skip


# ------------------------------------------------------------------ the workbook


def test_the_example_in_the_workbook_is_zhejiang_and_reads_back_whole() -> None:
    book = load_workbook(io.BytesIO(template(DAY)))
    book.remove(book[VALUES])
    book["示例（浙江）"].title = VALUES
    target = io.BytesIO()
    book.save(target)
    rows, faults = read_workbook(target.getvalue(), DAY)
    zhejiang = next(one for one in layers.local_layers("33", DAY))
    plain = rulebook_for("00", DAY)
    assert faults == []
    assert {row.key for row in rows} == set(zhejiang.entries)
    for row in rows:
        value = zhejiang.entries[row.key].value
        whole = {**plain.value(row.key), **value} if isinstance(value, dict) else value
        if row.key != "reserved_seats" and row.key != "reps_minimum":
            assert row.value == whole, row.key
        assert row.article == zhejiang.entries[row.key].article


def test_every_fault_is_named_by_its_row() -> None:
    data = filled(
        ("投票时间地点在选举日前几日公布", "五六日", "第二十二条", "本省规定。"),
        ("另行选举的期限", "20", "二十九", "没有句号"),
        ("无记名投票", "", "第三条", "本省规定。"),
    )
    rows, faults = read_workbook(data, DAY)
    assert rows == []
    assert [(one.label, one.sentence) for one in faults if one.label == "无记名投票"] == [
        ("无记名投票", "请填写取值；文本没有规定的，整行留空。")
    ]
    assert len(faults) == 4
    assert all(one.row > 1 for one in faults)


def test_a_file_that_is_no_such_workbook_says_what_to_do() -> None:
    with pytest.raises(UnreadableWorkbook, match="另存为"):
        read_workbook(b"not a workbook", DAY)
    assert len(HEAD) == 7


# ------------------------------------------------------------------ entering and confirming


def test_a_text_is_entered_by_one_and_confirmed_by_another(client, election, officer, supervisor) -> None:
    client.post(url("law_text_add"), upload())
    text = LawText.objects.get()
    assert (text.area_code, text.state, text.rows.count()) == (election.area_code[:2], "entered", 1)
    assert Election.objects.get(pk=election.pk).rulebook.value("notice_days") == 3

    with pytest.raises(RuleRefused, match="录入人不能核对"):
        actions.confirm_text(text=text, place=election.area_code[:9], by=officer)
    client.force_login(supervisor)
    client.post(url("law_text", text.pk), {"note": "已逐行核对"})

    text.refresh_from_db()
    parameter = Election.objects.get(pk=election.pk).rulebook.parameter("notice_days")
    assert (text.state, text.decided_by) == ("confirmed", supervisor)
    assert (parameter.value, parameter.verified) == (5, True)
    assert str(parameter.citation) == "《演示省村民委员会选举办法》第二十二条"
    assert set(
        AuditEvent.objects.filter(action__startswith="rule.text").values_list("action", flat=True)
    ) == {
        "rule.text_entered",
        "rule.text_confirmed",
    }


def test_of_an_entered_text_the_scan_stays_sealed_and_the_workbook_goes(client, officer, settings) -> None:
    given, text = upload(), "演示全文".encode()
    workbook = given["workbook"].read()
    given["workbook"].seek(0)
    client.post(url("law_text_add"), given)

    entered = LawText.objects.get()
    (stored,) = [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]
    assert stored.read_bytes().find(text) == -1
    assert "全文" not in stored.name
    with entered.scan.open("rb") as file:
        assert file.read() == text
    assert client.get(url("law_text_scan", entered.pk)).content == text
    after = AuditEvent.objects.get(action="rule.text_entered").after
    assert after == {
        "title": entered.title,
        "rows": 1,
        "sha256": hashlib.sha256(workbook).hexdigest(),
        "scan_sha256": hashlib.sha256(text).hexdigest(),
    }


def test_a_workbook_with_faults_stores_nothing_and_lists_them(client, officer) -> None:
    bad = filled(("投票时间地点在选举日前几日公布", "很多", "第二十二条", "本省规定。"))
    response = client.post(url("law_text_add"), upload(workbook=SimpleUploadedFile("工作簿.xlsx", bad)))
    assert "应填整数，收到的是“很多”。" in response.content.decode()
    assert not LawText.objects.exists()


def test_a_text_in_force_before_it_passed_is_refused(client, officer) -> None:
    response = client.post(url("law_text_add"), upload(valid_from="2026-01-04"))
    assert "施行日期不能早于通过日期。" in response.content.decode()
    assert not LawText.objects.exists()


def test_a_refused_text_never_applies(client, election, officer, supervisor) -> None:
    client.post(url("law_text_add"), upload())
    text = LawText.objects.get()
    actions.refuse_text(text=text, place=election.area_code[:6], reason="第三行与原文不符", by=supervisor)
    with pytest.raises(ValidationError, match="核对未通过"):
        actions.confirm_text(text=text, place=election.area_code[:6], by=supervisor)
    assert Election.objects.get(pk=election.pk).rulebook.value("notice_days") == 3


def test_a_later_version_shows_what_it_changes_and_applies_from_its_day(election) -> None:
    area = election.area_code[:2]
    law_text(area, notice_days=4, runoff_days=20)
    later = law_text(area, state="entered", valid_from=dt.date(2026, 6, 1), notice_days=6)
    rows = queries.rows_of(later)
    found = changes(queries.version_before(later), rows, rulebook_for(area, later.valid_from))
    assert found == [
        ("投票时间地点在选举日前几日公布", "4日", "6日"),
        (rulebook_for(area, DAY).parameter("runoff_days").label, "20日", "没有规定"),
    ]


def test_the_export_is_a_file_that_can_ship(client, election, officer) -> None:
    text = law_text(election.area_code[:2], notice_days=4, vacant_ok={"min_elected": 3})
    data = tomllib.loads(client.get(url("law_text_export", text.pk)).content.decode())
    assert (data["area"], data["verified"], data["passed"]) == (text.area_code, True, text.passed_on)
    assert data["parameters"]["notice_days"]["value"] == 4
    assert data["parameters"]["vacant_ok"]["value"] == {"min_elected": 3}


def test_a_text_of_another_province_is_not_shown(client, officer) -> None:
    other = law_text("33", notice_days=7)
    assert client.get(url("law_text", other.pk)).status_code == 404


def test_a_community_before_2026_names_the_paper_it_lacks_and_the_page_takes_it(
    client, election, officer, supervisor
) -> None:
    day = dt.date(2025, 12, 20)
    village = election.village
    ours = ElectionFactory(village=village, cycle=election.cycle, kind="community", election_day=day)
    page = f"{url('rules')}?election={ours.pk}"
    assert "请先收录本省居民委员会选举的文件" in client.get(page).content.decode()
    said = "，本省文件写明。"
    rows = [
        ("计票与当选", "选举有效须超过的参加投票比例", "二分之一"),
        ("计票与当选", "当选须超过的得票比例", "二分之一"),
        ("委托投票", "每人最多接受几人委托", "2人"),
        ("选民登记", "名单在选举日前几日公布", "15日"),
    ]
    filled_rows = [(label, value, "第九条", label + said) for _, label, value in rows]
    workbook = SimpleUploadedFile("工作簿.xlsx", filled(*filled_rows, kind="community"))
    # The text is older than the law the program holds, and in force all the same.
    typed = upload(kind="community", passed_on="2013-05-01", valid_from="2013-06-01", workbook=workbook)
    answer = client.post(url("law_text_add"), typed)
    assert answer.status_code == 302, answer.content.decode()
    text = LawText.objects.get()
    assert (text.kind, text.rows.count()) == ("community", 4)
    assert client.get(url("law_text", text.pk)).status_code == 200
    actions.confirm_text(text=text, place=election.area_code[:6], by=supervisor)
    assert "请先收录本省居民委员会选举的文件" not in client.get(page).content.decode()
    assert Election.objects.get(pk=ours.pk).rulebook.value("roll_days") == 15
    assert Election.objects.get(pk=election.pk).rulebook.value("roll_days") == 20


def test_a_value_of_the_township_governs_the_kind_it_was_entered_for(client, election, officer) -> None:
    ours = ElectionFactory(village=election.village, cycle=election.cycle, kind="community")
    paper = {"paper_number": "演示发〔2026〕2号", "paper_date": "2026-01-05", "value": "5"}
    client.post(f"{url('overlay_add')}?election={ours.pk}&key=handover_days", paper)
    assert RuleOverlay.objects.get().kind == "community"
    books = [Election.objects.get(pk=one.pk).rulebook.value("handover_days") for one in (ours, election)]
    assert books == [5, 10]


# ------------------------------------------------------------------ local values


def test_the_page_offers_only_what_the_law_leaves_to_the_township(client, election, officer) -> None:
    page = client.get(f"{url('overlay_add')}?election={election.pk}").content.decode()
    assert 'value="notice_days"' in page
    assert 'value="win_threshold"' not in page
    assert 'value="statutory_bars"' not in page
    asked = client.get(f"{url('overlay_add')}?election={election.pk}&key=win_threshold")
    assert 'name="value_num"' not in asked.content.decode()


@pytest.mark.parametrize(
    ("key", "typed", "value"),
    [
        ("ec_size_woman", {"value": "yes"}, True),
        ("roll_places", {"value": "village_and_groups"}, "village_and_groups"),
        ("withdraw_deadline", {"value_from": "candidate_list", "value_days": "2"},
         {"from": "candidate_list", "days": 2}),
        ("policy_women_target", {"value_num": "2", "value_den": "5"}, {"num": 2, "den": 5}),
        ("policy_unfit_grounds", {"value": "道德品行低劣、群众普遍反映不好\n演示新情形"},
         [{"code": "morals", "label": "道德品行低劣、群众普遍反映不好"},
          {"code": "own_2", "label": "演示新情形"}]),
    ],
)  # fmt: skip
def test_each_kind_of_value_has_its_own_inputs(client, election, officer, key, typed, value) -> None:
    paper = {"paper_number": "演示发〔2026〕2号", "paper_date": "2026-01-05"}
    client.post(f"{url('overlay_add')}?election={election.pk}&key={key}", typed | paper)
    assert RuleOverlay.objects.get().value == value


def test_a_paper_dated_after_the_election_is_refused(election, officer) -> None:
    Election.objects.filter(pk=election.pk).update(election_day=timezone.localdate() - dt.timedelta(days=2))
    with pytest.raises(RuleRefused, match="晚于选举日"):
        actions.set_overlay(
            area_code=election.area_code[:9], key="notice_days", value=6, paper_number="演示发〔2026〕2号",
            paper_date=timezone.localdate(), by=officer,
        )  # fmt: skip
    assert not RuleOverlay.objects.exists()


def test_the_county_chooses_where_the_law_leaves_room_and_says_why() -> None:
    election = ElectionFactory(village__township__code="310118101", village__code="310118101201")
    county = UserFactory(serving="310118", role=Role.COUNTY_SUPERVISOR)
    choice: dict[str, Any] = {
        "area_code": "310118", "key": "proxy_ground", "value": "away", "paper_number": "演示县办〔2026〕1号",
        "paper_date": dt.date(2026, 1, 5), "by": county,
    }  # fmt: skip
    assert [one.key for one in election.rulebook.open_choices] == ["proxy_ground"]
    with pytest.raises(RuleRefused, match="法律理由"):
        actions.set_overlay(**choice)
    actions.set_overlay(**choice, note="法律只写外出一种情形")
    book = Election.objects.get(pk=election.pk).rulebook
    assert (book.value("proxy_ground"), book.open_choices) == ("away", [])


# ------------------------------------------------------------------ the page and the freeze


def test_the_page_says_what_the_text_of_the_province_is(client, election, officer) -> None:
    page = f"{url('rules')}?election={election.pk}"
    assert "本省选举办法尚未收录" in client.get(page).content.decode()
    law_text(election.area_code[:2], notice_days=4)
    after = client.get(page).content.decode()
    assert "对照全文核对后启用" in after
    assert "尚未收录" not in after.replace("没有收录", "")


def test_a_search_shows_only_what_says_the_word(client, election, officer) -> None:
    page = client.get(url("rules"), {"election": election.pk, "q": "委托"}).content.decode()
    assert 'id="rule-proxy_max"' in page
    assert 'id="rule-term_years"' not in page
    assert (
        "没有找到" in client.get(url("rules"), {"election": election.pk, "q": "没有这个词"}).content.decode()
    )


def test_an_unlawful_paper_of_the_past_is_named_and_not_applied(client, election, officer) -> None:
    RuleOverlay.objects.create(
        area_code=election.area_code[:9], key="majority_base", value="valid", paper_number="演示〔2020〕1号",
        paper_date=dt.date(2020, 1, 5), entered_by=officer,
    )  # fmt: skip
    page = client.get(url("rules"), {"election": election.pk}).content.decode()
    assert "以下本地取值与法律不符" in page
    assert Election.objects.get(pk=election.pk).rulebook.value("majority_base") == "recovered"


def test_rules_frozen_with_the_formal_list_keep_their_values_and_places(election, officer) -> None:
    frozen = actions.freeze_rules(election=election, by=officer)
    law_text(election.area_code[:2], notice_days=9, majority_base="valid")
    book = Election.objects.get(pk=election.pk).rulebook
    assert (book.value("notice_days"), book.value("majority_base")) == (3, "recovered")
    assert str(book.cite("runoff_days")) == str(election.rulebook.cite("runoff_days"))
    assert actions.freeze_rules(election=election, by=officer) == frozen
    assert FrozenRules.objects.count() == 1
    assert len(frozen.parameters) == len(election.rulebook.parameters)


def test_a_clerk_of_another_township_may_not_enter_a_text(election) -> None:
    stranger = UserFactory(serving="330106103201")
    with pytest.raises(Exception, match="权限"):
        actions.enter_text(
            fields={}, rows=[TextRow("notice_days", 4, "第一条", "一句。")], scan=ContentFile(b"x", "a.txt"),
            workbook=b"x",
            place=election.area_code[:9], by=stranger,
        )  # fmt: skip
    assert not LawText.objects.exists()


def test_the_report_names_the_texts_and_the_day_of_the_freeze(election, officer) -> None:
    before = queries.rules_line(election)
    assert "《村民委员会组织法》" in before
    assert "未定格" in before
    actions.freeze_rules(election=election, by=officer)
    after = queries.rules_line(Election.objects.get(pk=election.pk))
    assert "公布正式候选人名单时定格" in after
    assert after.split("规则校验值：")[1] == before.split("规则校验值：")[1]
