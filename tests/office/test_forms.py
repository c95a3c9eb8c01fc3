"""The one look of forms: a refusal beside its field, a summary that leads there, a picker of people."""

from __future__ import annotations

import datetime as dt

import pytest
from crispy_forms.utils import render_crispy_form
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import RequestFactory
from pytest_django.asserts import assertHTMLEqual, assertInHTML

from election_office.accounts.models import User
from election_office.core.filters import OfficeFilterSet
from election_office.core.forms import OfficeForm, ReasonForm, RowsField
from election_office.core.http import sent_json
from election_office.core.pickers import Found, PersonPickerField, answer_search
from election_office.law.decision import Citation, Decision, Finding
from tests.factories import UserFactory, made_up_number


class ProxyForm(OfficeForm):
    principal = forms.CharField(label="委托人")
    agent = forms.CharField(label="受委托人", help_text="须为本村登记参加选举的村民。")
    votes = forms.IntegerField(label="票数", required=False, min_value=0)
    day = forms.DateField(label="日期", required=False, initial=None)
    photo = forms.FileField(label="照片", required=False)

    rows = [("principal", "agent")]
    finding_fields = {"agent_is_candidate": "agent", "gone": "no_such_field"}


FULL = {"principal": "甲一文", "agent": "乙二武"}
CANDIDATE = Finding(
    "agent_is_candidate", False, "受委托人是候选人，不能接受委托。", Citation("示例法", "第九条")
)
CLOSED = Finding("closed", False, "委托已于2026年12月18日截止。", Citation("示例法", "第十条"))


def refused(*findings: Finding) -> ProxyForm:
    form = ProxyForm(FULL)
    assert form.is_valid()
    with form.showing_refusals():
        Decision(findings).require()
    return form


# ------------------------------------------------------------------ refusals


def test_a_refusal_stands_beside_its_field_with_the_article():
    form = refused(CANDIDATE)

    page = render_crispy_form(form)

    beside = page[page.index('id="div_id_agent"') : page.index('id="id_agent"')]
    assert "受委托人是候选人，不能接受委托。（依据：《示例法》第九条）" in beside


def test_a_refusal_of_no_field_stands_at_the_top():
    form = refused(CLOSED)

    assert form.non_field_errors() == ["委托已于2026年12月18日截止。（依据：《示例法》第十条）"]
    assertInHTML("<li>委托已于2026年12月18日截止。（依据：《示例法》第十条）</li>", render_crispy_form(form))


def test_a_refusal_of_a_field_the_form_does_not_have_stands_at_the_top():
    form = refused(Finding("gone", False, "已经截止。"))

    assert form.non_field_errors() == ["已经截止。"]


def test_every_refusal_is_shown_at_once():
    form = refused(CANDIDATE, CLOSED)

    assert {name: len(errors) for name, errors in form.errors.items()} == {"agent": 1, "__all__": 1}


def test_what_a_model_refuses_is_shown_beside_its_field():
    form = ProxyForm(FULL)
    assert form.is_valid()

    with form.showing_refusals():
        raise ValidationError({"agent": "已有委托。", "elsewhere": "另有原因。"})

    assert form.errors["agent"] == ["已有委托。"]
    assert form.non_field_errors() == ["另有原因。"]


# ------------------------------------------------------------------ look


def test_the_summary_leads_to_the_fields():
    page = render_crispy_form(ProxyForm({"agent": "乙二武", "votes": "十"}))

    assertInHTML('<a href="#id_principal">委托人：请填写委托人。</a>', page)
    assertInHTML('<a href="#id_votes">票数：请填写整数，只用数字，例如 120。</a>', page)


def test_a_form_without_faults_has_no_summary():
    assert "error-summary" not in render_crispy_form(ProxyForm(FULL))
    assert "error-summary" not in render_crispy_form(ProxyForm())


def test_a_box_is_tied_to_its_help_and_its_error():
    page = render_crispy_form(refused(CANDIDATE))

    assert 'aria-describedby="id_agent_helptext id_agent_error"' in page
    assert 'id="id_agent_helptext"' in page
    assert 'id="id_agent_error"' in page
    assert 'aria-invalid="true"' in page


def test_a_required_field_says_so_in_words():
    page = render_crispy_form(ProxyForm())

    assertInHTML('<label for="id_principal">委托人<span class="required">必填</span></label>', page)
    assertInHTML('<label for="id_photo">照片</label>', page)


def test_a_date_is_picked_from_the_calendar_of_the_browser():
    form = ProxyForm(initial={"day": "2026-12-20"})

    assertInHTML('<input type="date" name="day" value="2026-12-20" id="id_day">', str(form["day"]))


def test_a_count_is_typed_and_not_turned_by_the_wheel():
    assertHTMLEqual(
        str(ProxyForm()["votes"]),
        '<input type="text" name="votes" inputmode="numeric" autocomplete="off" class="input-count" '
        'id="id_votes">',
    )


def test_a_count_below_its_bound_is_still_refused():
    form = ProxyForm({**FULL, "votes": "-1"})

    assert not form.is_valid()
    assert list(form.errors) == ["votes"]


def test_an_identity_number_belongs_into_its_own_field():
    """Written into a reason it would stand open in the database; the text stays as typed."""

    class Told(OfficeForm):
        reason = forms.CharField(label="理由", widget=forms.Textarea)
        id_number = forms.CharField(label="身份证号")
        q = forms.CharField(label="查找")
        password = forms.CharField(label="密码", widget=forms.PasswordInput)

    number = made_up_number(dt.date(1980, 6, 15), "male", 1)
    form = Told(dict.fromkeys(("id_number", "q", "password"), number) | {"reason": f"号码应为{number}。"})
    assert form.errors == {"reason": ["这里不写身份证号。号码只在登记人员时填写，请删去后再保存。"]}
    assert form["reason"].value() == f"号码应为{number}。"


def test_the_fields_of_a_row_stand_side_by_side():
    page = render_crispy_form(ProxyForm())

    assert page.count('class="col-md-6"') == 2
    assert page.count('class="col-md-12"') == 3


def test_the_whole_form_carries_its_files_and_its_token():
    page = render_to_string(
        "components/form.html",
        {
            "form": ProxyForm(),
            "submit": "核发委托投票证",
            "cancel_url": "/proxies/",
            "confirm": "确定核发吗？",
        },
        RequestFactory().get("/"),
    )

    assert 'enctype="multipart/form-data"' in page
    assert page.count("csrfmiddlewaretoken") == 1
    assert 'data-confirm="确定核发吗？"' in page
    assertInHTML('<button type="submit" class="btn btn-primary">核发委托投票证</button>', page)


def test_a_reason_must_be_given():
    form = ReasonForm({"reason": "  "})

    assert form.errors == {"reason": ["请填写理由。"]}


def test_a_form_keeps_the_sentence_it_wrote_itself():
    class OwnWords(OfficeForm):
        name = forms.CharField(label="姓名", error_messages={"required": "请照身份证填写姓名。"})

    assert OwnWords({}).errors == {"name": ["请照身份证填写姓名。"]}


def test_one_form_does_not_change_the_next():
    ProxyForm(FULL)

    assert ProxyForm.base_fields["votes"].widget.attrs == {"min": 0}


# ------------------------------------------------------------------ one person among thousands


class Named(QuerySet[User]):
    def matching(self, words: str) -> QuerySet[User]:
        return self.filter(name__contains=words)


class PickForm(OfficeForm):
    agent = PersonPickerField(label="受委托人")
    reason = forms.CharField(label="原因")

    def __init__(self, *args: object, search_url: str = "", **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agent"].bind(Named(User).filter(is_active=True), search_url)


@pytest.mark.django_db
def test_the_picker_finds_by_name_without_javascript_and_does_nothing_yet():
    wanted, other = UserFactory(name="甲一文"), UserFactory(name="乙二武")

    form = PickForm({"agent_words": "一文", "agent_search": "1", "reason": "外出务工"})

    assert not form.is_valid()
    assert form.looking_up
    page = render_crispy_form(form)
    assert f'value="{wanted.pk}"' in page
    assert other.name not in page
    assert "error-summary" not in page
    assert "外出务工" in page


@pytest.mark.django_db
def test_even_a_complete_form_is_not_acted_on_while_looking_up():
    person = UserFactory(name="甲一文")

    form = PickForm({"agent": person.pk, "agent_words": "乙", "agent_search": "1", "reason": "外出务工"})

    assert not form.is_valid()


@pytest.mark.django_db
def test_the_picked_person_is_the_answer():
    person = UserFactory(name="甲一文")

    form = PickForm({"agent": person.pk, "agent_words": "甲", "reason": "外出务工"})

    assert form.is_valid()
    assert form.cleaned_data["agent"] == person
    assertInHTML(
        f'<input type="radio" name="agent" value="{person.pk}" checked>', render_crispy_form(form), count=1
    )


@pytest.mark.django_db
def test_a_person_outside_the_list_cannot_be_picked():
    person = UserFactory(name="甲一文", is_active=False)

    form = PickForm({"agent": person.pk, "reason": "外出务工"})

    assert form.errors == {"agent": ["选定的人不在可选范围内，请重新查找。"]}


@pytest.mark.django_db
def test_nobody_picked_is_said_in_words():
    assert PickForm({"reason": "外出务工"}).errors == {"agent": ["请先查找，再从列出的人中选一人。"]}


@pytest.mark.django_db
def test_nobody_is_listed_before_a_word_is_typed():
    UserFactory(name="甲一文")

    assert "甲一文" not in render_crispy_form(PickForm())


@pytest.mark.django_db
def test_the_typing_is_answered_with_the_people_found():
    person = UserFactory(name="甲一文")
    request = RequestFactory().get("/", {"name": "agent", "agent_words": "一文"})

    answer: HttpResponse = answer_search(
        request, Named(User), lambda row: Found(str(row.pk), row.name, "369901********1234")
    )

    assertHTMLEqual(
        answer.content.decode(),
        f'<ul><li><label><input type="radio" name="agent" value="{person.pk}"><span>甲一文</span>'
        '<span class="number">369901********1234</span></label></li></ul>',
    )


@pytest.mark.django_db
def test_a_search_without_a_hit_says_so():
    answer = answer_search(RequestFactory().get("/", {"name": "agent", "agent_words": "无此人"}), Named(User))

    assert "没有找到“无此人”" in answer.content.decode()


@pytest.mark.django_db
def test_a_long_answer_is_cut_and_says_so():
    for number in range(21):
        UserFactory(name=f"同名者{number}")

    answer = answer_search(RequestFactory().get("/", {"name": "agent", "agent_words": "同名"}), Named(User))

    assert answer.content.decode().count('type="radio"') == 20
    assert "只列出前 20 人" in answer.content.decode()


# ------------------------------------------------------------------ filters


class StaffFilter(OfficeFilterSet):
    class Meta:
        model = User
        fields = {"name": ["contains"]}


@pytest.mark.django_db
def test_a_filter_knows_whether_it_narrows_the_list():
    UserFactory(name="甲一文")
    UserFactory(name="乙二武")

    narrowed = StaffFilter({"name__contains": "一文"}, queryset=User.objects.all())
    whole = StaffFilter({}, queryset=User.objects.all())

    assert [user.name for user in narrowed.qs] == ["甲一文"]
    assert narrowed.is_filtering
    assert not whole.is_filtering


class ReachForm(OfficeForm):
    day = forms.DateField(label="日期", required=False)
    at = forms.DateTimeField(label="时间", required=False)
    number = forms.IntegerField(label="人数（%）", required=False, max_value=10**12)
    part = forms.DecimalField(label="金额", required=False)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("day", "1880-01-01", ""),
        ("day", "1879-12-31", "1880年至2100年"),
        ("day", "0226-12-20", "1880年至2100年"),
        ("at", "2101-01-01T00:00", "1880年至2100年"),
        ("number", "999999999", ""),
        ("number", "1000000000", "最多填写9位"),
        ("number", "-1000000000", "最多填写9位"),
        ("number", "1" + "0" * 13, "人数（％）不能大于"),
        ("number", "²", "请填写整数"),
        ("number", "9" * 5000, "请填写整数"),
        ("part", "1e30", "最多填写9位"),
    ],
)
def test_days_and_numbers_beyond_reach_are_answered_with_a_sentence(name, value, said):
    errors = ReachForm({name: value}).errors
    assert (said in str(errors.get(name))) if said else errors == {}


def test_what_a_script_sends_is_read_only_as_far_as_ours_sends_it():
    def sent(body: bytes) -> object:
        return sent_json(RequestFactory().post("/", body, content_type="application/json"))

    assert sent(b'{"a": [1, "x"]}') == {"a": [1, "x"]}
    deep = (b"[" * 13 + b"]" * 13, b"[" * 9999)
    for body in (b"", b"{", b"NaN", b'["a\\u0000"]', b'["\\ud800"]', b"[9007199254740993]", *deep):
        with pytest.raises(ValueError):  # noqa: PT011 -- each way of being wrong has its own words
            sent(body)


def test_a_row_of_a_form_leaves_out_the_fields_it_has_not():
    class Rows(OfficeForm):
        rows = (("a", "gone"), ("gone",))
        a = forms.CharField()

    assert [list(row.fields[0].fields) for row in Rows().helper.layout.fields] == [["a"]]


@pytest.mark.django_db
def test_a_ticked_number_that_no_row_can_have_is_no_failure():
    class Some(OfficeForm):
        people = RowsField(label="人员", queryset=User.objects.all())

    user = UserFactory()
    assert Some({"people": [user.pk]}).is_valid()
    for odd in ("9" * 19, "1" + "0" * 30, "²", "-1", "a\0b"):
        assert Some({"people": [odd]}).errors["people"] == ["选定的“人员”不在可选范围内，请重新选择。"]
