"""The shared looks: every one renders, none carries a script or a style of its own."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import django_tables2 as tables
import pytest
import time_machine
from django.conf import settings
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.template import Context, RequestContext, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import reverse
from pytest_django.asserts import assertContains, assertHTMLEqual, assertInHTML, assertNotContains

from election_office.accounts.permissions import Role
from election_office.core import views
from election_office.core.forms import OfficeForm
from election_office.core.icons import ICONS
from election_office.core.tables import DateColumn, NumberColumn, OfficeTable, StatusColumn, TimeColumn
from election_office.core.templatetags import office
from election_office.law.decision import Citation, Decision, Finding
from tests.factories import UserFactory

TEMPLATES = Path(settings.BASE_DIR) / "templates"
PAGES = sorted(path for path in TEMPLATES.rglob("*.html") if path.relative_to(TEMPLATES).parts[0] != "print")
ALL_COMPONENTS = sorted(path.stem for path in (TEMPLATES / "components").glob("*.html"))


def shown(source: str, path: str = "/", **values: object) -> str:
    """A piece of template as a page of that address shows it."""
    context = RequestContext(RequestFactory().get(path), values)
    return Template("{% load office %}" + source).render(context)


# ------------------------------------------------------------------ all templates


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_a_page_carries_no_script_or_style_of_its_own(path):
    text = path.read_text(encoding="utf-8")

    assert re.findall(r"<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:|\shx-on", text, re.I) == []
    assert [tag for tag in re.findall(r"<script\b[^>]*>", text, re.I) if " src=" not in tag] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_a_page_asks_nothing_of_another_server(path):
    text = path.read_text(encoding="utf-8")

    assert re.findall(r"(?:src|href|action)=[\"'](?:https?:)?//", text) == []


# ------------------------------------------------------------------ the page of components


@pytest.mark.django_db
def test_the_components_page_shows_every_component(client):
    client.force_login(UserFactory(serving="369901001", role=Role.TOWNSHIP_OFFICER))

    response = client.get(reverse("components"))

    used = {Path(template.name).stem for template in response.templates if template.name}
    # The last only stands where somebody has typed work to get back (test_typed_work).
    whole_pages_and_other_entrances = {
        "page_head",
        "person_picker",
        "person_results",
        "typed_again",
    }
    assert set(ALL_COMPONENTS) - whole_pages_and_other_entrances <= used
    assertNotContains(response, "style=")


@pytest.mark.django_db
def test_the_frame_names_the_person_and_what_they_are(client):
    user = UserFactory(name="甲一文", serving="369901001", role=Role.TOWNSHIP_OFFICER)
    client.force_login(user)

    response = client.get(reverse("components"))

    assertContains(response, '<a class="skip-link" href="#main">跳到正文</a>', html=True)
    assertContains(response, "<b>甲一文</b></a><span>镇换届办</span>")


@pytest.mark.django_db
def test_the_navigation_offers_only_what_the_role_may_use(client):
    url = reverse("components")

    client.force_login(UserFactory(serving="369901001001", role=Role.OBSERVER))
    observer = client.get(url)
    client.force_login(UserFactory(serving="369901001", role=Role.TOWNSHIP_OFFICER))
    officer = client.get(url)

    assertNotContains(observer, reverse("accounts:staff_list"))
    assertContains(officer, f'href="{reverse("accounts:staff_list")}"')


def test_a_navigation_entry_without_a_page_is_not_shown():
    assert shown('{% nav_link "villages:no_such_page" "没有" "home" %}') == ""


def test_the_present_page_is_marked_in_the_navigation():
    here = reverse("components")

    assert 'aria-current="page"' in shown('{% nav_link "components" "组件" "home" %}', path=here)
    assert "aria-current" not in shown('{% nav_link "components" "组件" "home" %}', path="/elsewhere/")


# ------------------------------------------------------------------ error pages


@pytest.mark.parametrize(
    ("template", "title"),
    [
        ("400", "请求无法识别"),
        ("403", "没有办理权限"),
        ("404", "没有这个页面"),
        ("csrf", "页面已过期"),
        ("500", "系统出错"),
    ],
)
def test_an_error_page_says_what_happened_without_anybody_logged_in(template, title):
    page = render_to_string(f"core/{template}.html", {"reason": ""})

    assertInHTML(f"<h1>{title}</h1>", page)
    assert "退出" not in page


def test_a_failing_page_answers_even_when_nothing_else_works():
    response = views.server_error(RequestFactory().get("/"))

    assert response.status_code == 500
    assert "刚才的操作没有保存。" in response.content.decode()


def test_a_refused_page_repeats_the_reason_given():
    page = render_to_string("core/403.html", {"reason": "您没有在此地办理此事项的权限。"})

    assert "您没有在此地办理此事项的权限。" in page


# ------------------------------------------------------------------ dates


def test_dates_are_written_as_people_and_as_papers_write_them():
    day = date(2026, 12, 20)

    assert office.cn_date(day) == "2026年12月20日"
    assert office.cn_date_formal(day) == "二〇二六年十二月二十日"
    assert office.cn_date(None) == ""


def test_a_moment_is_shown_in_local_time():
    # 17:30 in Greenwich is half past one of the next day here.
    moment = datetime(2026, 12, 19, 17, 30, tzinfo=UTC)

    assert office.cn_time(moment) == "2026年12月20日 01:30"
    assert office.cn_date(moment) == "2026年12月20日"


@pytest.mark.parametrize(
    ("due", "words", "tone"),
    [
        (date(2026, 12, 23), "还有3天", "soon"),
        (date(2026, 12, 24), "还有4天", "todo"),
        (date(2026, 12, 20), "今天", "soon"),
        (date(2026, 12, 18), "已过2天", "overdue"),
    ],
)
@time_machine.travel(datetime(2026, 12, 19, 17, 30, tzinfo=UTC), tick=False)
def test_a_limit_says_how_many_local_days_are_left(due, words, tone):
    assert office.days_left(due) == words
    assert office.deadline_tone(due) == tone


def test_what_was_done_late_stays_overdue():
    assert office.deadline_tone(date(2026, 12, 20), date(2026, 12, 21)) == "overdue"
    assert office.deadline_tone(date(2026, 12, 20), date(2026, 12, 20)) == "done"


# ------------------------------------------------------------------ words and numbers


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [(885, 1000, "88.5%"), (1, 3, "33.3%"), (2, 3, "66.7%"), (0, 5, "0.0%"), (1, 0, "—"), (None, 5, "—")],
)
def test_a_share_is_rounded_half_up_from_whole_numbers(part, whole, words):
    assert office.percent_of(part, whole) == words


def test_a_number_in_a_list_is_masked():
    assert office.mask_id("369901199001011234") == "尾号1234"
    assert office.mask_id("") == ""


def test_a_size_is_told_in_the_unit_people_use():
    assert [office.file_size(count) for count in (200, 348160, 3 * 1024 * 1024)] == [
        "1 KB",
        "340 KB",
        "3.0 MB",
    ]


# ------------------------------------------------------------------ status


@pytest.mark.parametrize(("tone", "word"), list(office.TONES.items()))
def test_a_status_is_told_by_shape_and_word_as_well_as_colour(tone, word):
    drawn = office.badge(tone)

    assert f"<span>{word}</span>" in drawn
    assert "<svg" in drawn
    assert f"tone-{tone}" in drawn


def test_the_shapes_of_two_statuses_are_never_the_same():
    paths = [ICONS[tone][1] for tone in office.TONES]

    assert len(set(paths)) == len(paths)


def test_a_badge_never_trusts_its_text():
    assert "<b>" not in office.badge("done", "<b>粗</b>")


def test_an_unknown_state_looks_not_started():
    assert office.status_tone("nobody_listed_this") == "todo"
    assert office.status_tone("RUNNING") == "doing"


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb, as WCAG 2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


COLOURS = dict(
    re.findall(
        r"--([a-z-]+): (#[0-9a-f]{6});",
        (Path(settings.BASE_DIR) / "static/css/office.css").read_text(encoding="utf-8"),
    )
)


@pytest.mark.parametrize(
    ("front", "back"),
    [(tone, f"{tone}-bg") for tone in ("done", "doing", "soon", "overdue", "todo", "deferred")]
    + [
        (text, ground)
        for text in ("ink", "ink-soft", "link", "seal")
        for ground in ("paper", "sheet", "sunk")
    ],
)
def test_text_is_readable_on_its_ground(front, back):
    light, dark = sorted((luminance(COLOURS[front]), luminance(COLOURS[back])), reverse=True)

    assert (light + 0.05) / (dark + 0.05) >= 4.5


# ------------------------------------------------------------------ links


def test_paging_keeps_the_filter_and_drops_what_is_emptied():
    source = '{% query_string page=3 group="" %}'

    assert shown(source, path="/?name=%E5%BC%A0&group=2&page=1") == "?name=%E5%BC%A0&amp;page=3"


def test_a_pager_shows_where_one_is():
    page = Paginator(range(95), 10).get_page(4)

    drawn = shown(
        '{% include "components/pagination.html" with page_obj=page only %}', path="/?q=a", page=page
    )

    assertInHTML('<a href="?q=a&amp;page=4" aria-current="page" aria-label="第4页">4</a>', drawn)
    assertInHTML("<p>共 95 条，第 4 / 10 页</p>", drawn)


def test_a_single_page_has_no_pager():
    drawn = shown(
        '{% include "components/pagination.html" with page_obj=page only %}',
        page=Paginator(range(9), 10).get_page(1),
    )

    assert "<nav" not in drawn


@pytest.mark.django_db
def test_a_trail_walks_only_what_is_already_loaded(django_assert_num_queries):
    user = UserFactory(name="甲一文", serving="369901001001")
    held = user.assignments.select_related("user").get()
    alone = user.assignments.get()

    with django_assert_num_queries(0):
        loaded = office.trail(held, "", "user", "accounts:staff_detail")
        unloaded = office.trail(alone, "", "role", "accounts:staff_detail")

    assert [crumb.url for crumb in loaded] == [reverse("accounts:staff_detail", args=[user.pk]), ""]
    assert len(unloaded) == 1


# ------------------------------------------------------------------ components


def test_a_refusal_lists_every_reason_with_its_article():
    decision = Decision(
        (
            Finding("a", False, "受委托人已接受三人委托。", Citation("示例法", "第九条")),
            Finding("b", False, "受委托人是候选人。", Citation("示例法", "第十条")),
            Finding("c", True, "选民已登记。"),
            Finding("d", False, "距选举日只有2天。", None, "warning"),
        )
    )

    drawn = shown('{% include "components/refusal.html" with decision=decision only %}', decision=decision)

    items = re.findall(r"<li>(.*?)</li>", drawn)
    assert items == [
        "受委托人已接受三人委托。（依据：《示例法》第九条）",
        "受委托人是候选人。（依据：《示例法》第十条）",
        "距选举日只有2天。",
    ]


def test_a_number_leads_to_its_rows():
    drawn = shown(
        '{% include "components/stat.html" with number=3 label="已超期" url=url tone="overdue" only %}',
        url="/villages/?late=1",
    )

    assert drawn.strip().startswith('<a class="stat tone-overdue" href="/villages/?late=1">')


def test_a_comparison_marks_only_what_changed():
    rows = office.changes(
        {"组别": "一组", "姓名": "甲一文"}, {"组别": "二组", "姓名": "甲一文", "原因": "迁移"}
    )

    assert [(row.name, row.changed) for row in rows] == [("组别", True), ("姓名", False), ("原因", True)]


def test_a_missing_value_is_called_missing():
    drawn = shown(
        '{% include "components/definition_list.html" with items=items only %}',
        items=[("电话", ""), ("户数", 0)],
    )

    assertHTMLEqual(
        drawn,
        '<dl class="facts"><div><dt>电话</dt><dd><span class="none">未填</span></dd></div>'
        "<div><dt>户数</dt><dd>0</dd></div></dl>",
    )


def test_the_shown_qr_code_has_no_style():
    drawn = office.qr("https://example.invalid/verify/ABCD2345")

    assert drawn.startswith("<svg")
    assert "style" not in drawn


def test_a_job_of_unknown_length_shows_no_bar():
    source = '{% include "components/progress.html" with key="a" label="读取名册" done=18 total=total only %}'

    assert "<progress" not in shown(source, total=None)
    assert 'max="40" value="18"' in shown(source, total=40)


def test_a_confirmation_page_says_what_will_happen_and_asks_why():
    page = render_to_string(
        "layout/act.html",
        {
            "frame": "layout/base.html",
            "title": "确认第一版选民名单",
            "help_text": "",
            "understood": "",
            "facts": [("村", "甲子村")],
            "consequences": ["名单从此不能直接修改。", "以后的改动须另出补充公告。"],
            "form": OfficeForm(),
            "button": "确认并冻结",
            "back": "/voters/",
            "danger": True,
        },
        RequestFactory().get("/"),
    )

    assertInHTML("<li>名单从此不能直接修改。</li>", page)
    assertInHTML('<button type="submit" class="btn btn-danger">确认并冻结</button>', page)
    assert "csrfmiddlewaretoken" in page


@pytest.mark.parametrize(
    ("level", "look"), [(constants.ERROR, "danger"), (constants.SUCCESS, "success"), (constants.INFO, "info")]
)
def test_a_message_has_the_look_of_its_kind(level, look):
    messages = [Message(level, "已办理。")]

    drawn = Template('{% include "components/messages.html" %}').render(Context({"messages": messages}))

    assert f'class="notice notice-{look}"' in drawn


# ------------------------------------------------------------------ tables


class PeopleTable(OfficeTable):
    caption = "人员"
    empty_title = "还没有人员"
    empty_help = "请先登记。"
    empty_action = "登记人员"

    name = tables.Column(verbose_name="姓名")
    count = NumberColumn(verbose_name="票数")
    born = DateColumn(verbose_name="出生")
    at = TimeColumn(verbose_name="时间")
    status = StatusColumn(verbose_name="状态")


ROW = {
    "name": "甲一文",
    "count": 120,
    "born": date(1980, 1, 2),
    "at": datetime(2026, 12, 20, 0, 30, tzinfo=UTC),
    "status": "running",
}


def test_a_cell_says_its_column_for_a_narrow_screen():
    drawn = PeopleTable([ROW]).as_html(RequestFactory().get("/"))

    assertInHTML('<td data-label="票数" class="num">120</td>', drawn)
    assertInHTML('<td data-label="出生">1980年1月2日</td>', drawn)
    assertInHTML('<td data-label="时间">2026年12月20日 08:30</td>', drawn)
    assert "共 1 条" in drawn


def test_a_sorted_column_says_so_and_sorting_keeps_the_filter():
    request = RequestFactory().get("/?q=a&sort=name")
    table = PeopleTable([ROW, {**ROW, "name": "乙二武"}])
    tables.RequestConfig(request).configure(table)

    drawn = table.as_html(request)

    assert 'aria-sort="ascending"' in drawn
    assert "q=a&amp;sort=-name" in drawn


def test_a_long_table_is_paged():
    request = RequestFactory().get("/?page=2")
    table = PeopleTable([{**ROW, "name": f"第{n}人"} for n in range(7)])
    tables.RequestConfig(request, paginate={"per_page": 3}).configure(table)

    drawn = table.as_html(request)

    assert re.findall("第[0-9]人", drawn) == ["第3人", "第4人", "第5人"]
    assert "共 7 条" in drawn
    assertInHTML('<a rel="next" href="?page=3">下一页</a>', drawn)


def test_a_table_without_rows_says_what_to_do():
    drawn = PeopleTable([], empty_url="/people/add/").as_html(RequestFactory().get("/"))

    assert "<table" not in drawn
    assertInHTML('<a class="btn btn-primary" href="/people/add/">登记人员</a>', drawn)


def test_a_status_column_reads_the_code_for_the_look_and_the_label_for_the_word():
    class Row:
        status = "running"

        def get_status_display(self) -> str:
            return "正在跑"

    class StateTable(OfficeTable):
        status = StatusColumn(verbose_name="状态")

    drawn = StateTable([Row()]).as_html(RequestFactory().get("/"))

    assert "tone-doing" in drawn
    assert "<span>正在跑</span>" in drawn


def test_a_cell_never_trusts_what_people_typed():
    drawn = PeopleTable([{**ROW, "name": "<script>"}]).as_html(RequestFactory().get("/"))

    assert "<script>" not in drawn


def test_a_page_that_does_not_work_without_javascript_says_so_and_what_to_do():
    """A script of one page only adds comfort, or the page says what it cannot do without it."""
    comfort = {"layout/base.html", "accounts/login.html", "ballots/sheet.html"}
    folder = Path(settings.BASE_DIR) / "templates"
    scripted = {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in folder.rglob("*.html")
        if "<script src=" in path.read_text(encoding="utf-8")
    }
    assert len(scripted) >= 6
    for name in scripted.keys() - comfort:
        assert "<noscript>" in scripted[name], name
        assert "JavaScript" in scripted[name].partition("<noscript>")[2].partition("</noscript>")[0], name
