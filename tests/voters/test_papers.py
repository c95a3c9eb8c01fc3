"""The office's own papers of the roll: what they say, what they never say, and who may print them."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.urls import reverse
from pypdf import PdfReader

from election_office.accounts.permissions import Role
from election_office.audit.models import AuditEvent
from election_office.documents.rendering import CannotPrint, Pdf
from election_office.jobs import actions as jobs
from election_office.jobs.models import Job
from tests.factories import RegistrationFactory, UserFactory
from tests.tails import tail_of
from tests.voters.printed import RARE, big_roll, clerk_of, confirmed, election_with, text_of
from voters import actions as roll
from voters.models import Registration
from voters.prints import actions
from voters.prints.actions import PAPERS
from voters.prints.book import PER_PAGE, book_sheets
from voters.prints.statistics import statistics, statistics_sheets, statistics_workbook
from voters.prints.typeset import Face, Sheet, print_sheets

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 21)
STEMS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥天地玄黄宇宙洪荒"


def printed(election, code):
    return text_of(actions.print_paper(election=election, paper=PAPERS[code], by=clerk_of(election)))


def row_of(sheets, name):
    """The texts on the line of that name."""
    for sheet in sheets:
        for one in sheet.texts:
            if one.text == name:
                return [other for other in sheet.texts if abs(other.y - one.y) < 0.01]
    raise AssertionError(f"{name} is not in the book")


# ------------------------------------------------------------------ the sign-off book


def test_the_book_has_twenty_five_rows_a_page_and_numbers_its_pages():
    pages = printed(confirmed(*(f"演示{stem}" for stem in STEMS)), "book")
    assert [sum(f"演示{stem}" in page for stem in STEMS) for page in pages] == [PER_PAGE, 5]
    assert [f"第{number}页　共2页" in page for number, page in enumerate(pages, start=1)] == [True, True]
    assert "本页25人" in pages[0]
    assert "本页5人" in pages[1]


def test_every_page_carries_the_form_and_its_heads():
    election = confirmed(*(f"演示{stem}" for stem in STEMS))
    sheets = book_sheets(election)
    assert len({id(sheet.ground) for sheet in sheets}) == 1
    said = {one.text for one in sheets[0].ground.texts}
    assert {f"{election}签到领票册", "序号", "姓名", "性别", "签名", "备注"} <= said
    assert sheets[0].ground.watermark == "内部资料"


def test_a_group_begins_a_page_of_its_own():
    pages = printed(confirmed("演示甲", "演示乙", "演示丙", "演示丁", groups=2), "book")
    assert ["第一村民小组" in page for page in pages] == [True, False]
    assert ["第二村民小组" in page for page in pages] == [False, True]


def test_a_principal_is_struck_out_and_the_agent_named():
    election = confirmed("演示甲", "演示乙", "演示丙")
    rows = {row.person.name: row for row in Registration.objects.select_related("person")}
    roll.grant_proxy(
        election=election,
        principal=rows["演示甲"],
        agent=rows["演示乙"],
        card_taken_back=True,
        by=clerk_of(election),
    )
    sheets = book_sheets(election)
    principal, agent = row_of(sheets, "演示甲"), row_of(sheets, "演示乙")
    assert [one.text for one in principal if one.struck] == [str(rows["演示甲"].serial), "演示甲", "男"]
    assert f"已委托 {rows['演示乙'].serial} 演示乙" in [one.text for one in principal]
    assert f"{rows['演示甲'].serial} 演示甲" in [one.text for one in agent]
    assert not any(one.struck for one in agent)
    foot = next(one.text for one in sheets[0].texts if one.text.startswith("本页"))
    assert foot.startswith("本页3人，其中已委托他人1人；应发本人票2份、代领票1份。")


def test_somebody_struck_off_is_not_in_the_book():
    election = confirmed("演示甲", "演示乙")
    roll.cancel_registration(
        registration=Registration.objects.get(person__name="演示甲"),
        ground="died",
        reason="死亡",
        paper_number="演示决1号",
        by=clerk_of(election),
    )
    text = printed(election, "book")[0]
    assert "演示乙" in text
    assert "演示甲" not in text


def test_no_identity_number_stands_in_the_book():
    election = confirmed("演示甲", "演示乙")
    text = "".join(printed(election, "book"))
    for row in Registration.objects.select_related("person"):
        assert tail_of(row.person) not in text


def test_rare_characters_are_printed_as_themselves():
    text = printed(confirmed(*RARE), "book")[0]
    assert [name for name in RARE if name in text] == list(RARE)


def test_a_name_no_font_can_draw_is_named_and_nothing_printed():
    name = "演\U0002fa2f"
    election = confirmed("演示甲", name)
    with pytest.raises(ValidationError) as refused:
        actions.ask_paper(election=election, paper=PAPERS["book"], by=clerk_of(election))
    assert name in refused.value.messages[0]
    assert not AuditEvent.objects.filter(action="roll.book_printed").exists()


def test_the_book_waits_for_the_roll():
    election = election_with("演示甲")
    with pytest.raises(ValidationError) as refused:
        actions.ask_paper(election=election, paper=PAPERS["book"], by=clerk_of(election))
    assert "还没有确认" in refused.value.messages[0]


# ------------------------------------------------------------------ the door list


def test_the_door_list_goes_household_by_household():
    election = election_with("演示甲", "演示乙", "演示丙")
    for name, household in (("演示甲", "02"), ("演示乙", "01"), ("演示丙", "02")):
        person = Registration.objects.get(person__name=name).person
        person.household = household
        person.save()
    (sheet,) = PAPERS["door"].sheets(election)
    names = [one.text for one in sheet.texts if one.text.startswith("演示") and len(one.text) == 3]
    households = [one.text for one in sheet.texts if one.text in {"01", "02"}]
    assert names == ["演示乙", "演示甲", "演示丙"]
    assert households == ["01", "02"]


def test_the_door_list_tells_birth_year_and_four_characters_of_the_number_and_no_more():
    election = election_with("演示甲")
    person = Registration.objects.get().person
    text = printed(election, "door")[0]
    assert tail_of(person) in text
    assert f"{person.birth_date:%Y}" in text
    assert f"{person.birth_date:%Y.%m}" not in text
    assert "369901" not in text
    assert f"{person.birth_date:%Y%m%d}" not in text


def test_somebody_left_off_is_not_on_the_door_list():
    election = election_with("演示甲")
    RegistrationFactory(
        election=election,
        name="演示乙",
        status="left_off",
        reason="不参加",
        decided_by="演示",
        decided_on=TODAY,
    )
    RegistrationFactory(election=election, name="演示丙", status="pending")
    text = printed(election, "door")[0]
    assert [name in text for name in ("演示甲", "演示乙", "演示丙")] == [True, False, True]


# ------------------------------------------------------------------ statistics


@pytest.fixture
def counted():
    """Two groups; born so that they are 35, 36, 60 and 61 on the day, and one of each status."""
    election = election_with(groups=2)
    day = election.election_day
    first, second = election.village.groups.all()

    def add(years, group, **fields):
        born = (
            day.replace(year=day.year - years) if day.day < 29 else day.replace(day=28, year=day.year - years)
        )
        return RegistrationFactory(election=election, birth_date=born, group=group, **fields)

    add(35, first, sex="female", roll_class="A")
    add(36, first, roll_class="B")
    agent = add(60, second, roll_class="C")
    principal = add(61, second, sex="female", roll_class="extra")
    add(40, second, status="pending")
    add(40, second, status="left_off", reason="不参加", decided_by="演示", decided_on=TODAY)
    roll.grant_proxy(
        election=election, principal=principal, agent=agent, card_taken_back=True, by=clerk_of(election)
    )
    return election


def test_every_voter_is_counted_once_in_each_kind_of_column(counted):
    table = statistics(counted, TODAY)
    assert [(name, counts.values()) for name, counts in table.rows] == [
        ("第一村民小组", [2, 2, 1, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0]),
        ("第二村民小组", [3, 2, 1, 0, 0, 1, 1, 0, 0, 1, 1, 1, 1, 1]),
    ]
    assert table.total.values() == [5, 4, 2, 1, 1, 1, 1, 0, 1, 2, 1, 1, 1, 1]


def test_the_columns_of_the_table_add_up(counted):
    total = statistics(counted, TODAY).total
    assert total.class_a + total.class_b + total.class_c + total.extra + total.unknown == total.registered
    assert total.young + total.middle_aged + total.old == total.registered
    assert total.due == total.registered + total.pending


@pytest.mark.parametrize("groups", [2, 45])
def test_the_table_is_one_page_however_many_groups(groups):
    election = election_with("演示甲", groups=groups)
    sheets = statistics_sheets(statistics(election, TODAY), election.committee_title)
    assert len(sheets) == 1
    width, height = sheets[0].size
    assert max(max(y1, y2) for _, y1, _, y2, _ in sheets[0].lines) < height - 15
    assert max(one.y for one in sheets[0].texts) < height - 8
    assert (width, height) == (297, 210)


def test_the_workbook_says_the_same_and_sums_by_formula(counted):
    table = statistics(counted, TODAY)
    sheet = openpyxl.load_workbook(io.BytesIO(statistics_workbook(table, "演示委员会"))).active
    rows = list(sheet.iter_rows(min_row=4, max_row=6, max_col=15, values_only=True))
    assert rows[0] == ("第一村民小组", *table.rows[0][1].values())
    assert rows[1] == ("第二村民小组", *table.rows[1][1].values())
    assert rows[2][:2] == ("合计", "=SUM(B4:B5)")


# ------------------------------------------------------------------ directly or in the background


def test_a_short_paper_comes_at_once_and_leaves_a_trace():
    election = confirmed("演示甲")
    made = actions.ask_paper(election=election, paper=PAPERS["book"], by=clerk_of(election))
    assert isinstance(made, Pdf)
    event = AuditEvent.objects.get(action="roll.book_printed")
    assert event.after == {"paper_title": "签到领票册", "pages": 1, "rows": 1}


def test_a_long_paper_is_printed_by_a_job():
    election = big_roll(actions.AT_ONCE + 1, groups=3)
    made = actions.ask_paper(election=election, paper=PAPERS["book"], by=clerk_of(election))
    assert isinstance(made, Job)
    jobs.run(made.pk)
    made.refresh_from_db()
    assert (made.state, made.error, made.done) == ("done", "", actions.AT_ONCE + 1)
    with default_storage.open(made.result["file"]) as file:
        assert len(PdfReader(file).pages) == made.result["pages"] == 21
    assert AuditEvent.objects.filter(action="roll.book_printed").count() == 1


def test_the_book_asks_the_database_the_same_number_of_questions(django_assert_num_queries):
    small, large = confirmed("演示甲"), confirmed(*(f"演示{stem}" for stem in STEMS))
    for election in (small, large):
        with django_assert_num_queries(2):
            book_sheets(election)


def test_only_those_who_keep_the_roll_may_print():
    election = confirmed("演示甲")
    with pytest.raises(PermissionDenied):
        actions.ask_paper(
            election=election,
            paper=PAPERS["door"],
            by=UserFactory(serving=election.area_code, role=Role.OBSERVER),
        )
    assert not AuditEvent.objects.filter(action="roll.book_printed").exists()


# ------------------------------------------------------------------ pages


def test_the_page_lists_every_paper_with_its_sentence(client):
    election = confirmed("演示甲")
    client.force_login(clerk_of(election))
    page = client.get(reverse("voters:papers", args=[election.pk])).content.decode()
    for paper in PAPERS.values():
        assert paper.title in page
        assert paper.help in page


def test_a_button_answers_with_the_file(client):
    election = confirmed("演示甲")
    client.force_login(clerk_of(election))
    address = reverse("voters:paper_print", args=[election.pk, "statistics"])
    assert client.post(address).content.startswith(b"%PDF")
    assert client.post(address, {"format": "xlsx"}).content.startswith(b"PK")
    assert AuditEvent.objects.filter(action="roll.book_printed").count() == 2


def test_a_refusal_is_said_on_the_page(client):
    election = election_with("演示甲")
    client.force_login(clerk_of(election))
    address = reverse("voters:paper_print", args=[election.pk, "book"])
    page = client.post(address, follow=True).content.decode()
    assert "名单还没有确认，没有名单序号，不能打印签到领票册。" in page


def test_get_prints_nothing_and_another_village_is_not_found(client):
    election = confirmed("演示甲")
    address = reverse("voters:paper_print", args=[election.pk, "book"])
    client.force_login(clerk_of(election))
    assert client.get(address).status_code == 405
    assert client.post(reverse("voters:paper_print", args=[election.pk, "nothing"])).status_code == 404
    client.force_login(UserFactory(serving="369901999999"))
    assert client.post(address).status_code == 404
    assert client.get(reverse("voters:papers", args=[election.pk])).status_code == 404
    assert not AuditEvent.objects.filter(action="roll.book_printed").exists()


# ------------------------------------------------------------------ setting


def test_a_long_name_is_set_smaller_until_it_fits():
    sheet = Sheet()
    sheet.text(Face.SONG, 20, 10, 10, "演示" * 8, room=40)
    content = PdfReader(io.BytesIO(print_sheets([sheet], "x").data)).pages[0].get_contents().get_data()
    sizes = [float(part.split()[-1]) for part in content.decode().split(" Tf")[:-1]]
    assert sizes == [pytest.approx(40 * 72 / 25.4 / 16, abs=0.01)]


def test_two_characters_that_share_a_glyph_are_both_read_back():
    sheet = Sheet()
    sheet.text(Face.SONG, 12, 10, 10, "凉\uf979")
    assert text_of(print_sheets([sheet], "x"))[0].strip() == "凉\uf979"


def test_a_script_that_must_be_joined_is_refused_by_name():
    sheet = Sheet()
    sheet.text(Face.SONG, 12, 10, 10, "\u0627\u062d\u0645\u062f")
    with pytest.raises(CannotPrint, match="须连写"):
        print_sheets([sheet], "x")
