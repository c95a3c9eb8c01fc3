"""The page of most acts: a form with the version of its row, one act, a message, and back."""

from __future__ import annotations

import re

import pytest
from django import forms
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.test import RequestFactory

from election_office.core.forms import OfficeForm, ReasonForm
from election_office.core.http import act_button, act_page, own_path, typed
from election_office.core.pickers import PersonPickerField
from election_office.law.decision import Citation, Decision, Finding
from tests.factories import ElectionFactory, PersonFactory, UserFactory, VillageFactory
from villages.models import Person, Village

pytestmark = pytest.mark.django_db


class PlaceForm(OfficeForm):
    name = forms.CharField(label="村名")
    population = forms.IntegerField(label="户籍人口")
    notice_place = forms.CharField(label="村公告栏地点", required=False)

    rows = [("name", "population")]
    finding_fields = {"too_many": "population"}


@transaction.atomic
def change(*, village, name, population, notice_place, version):
    village = village.lock(version)
    if population > 9000:
        Decision(
            (Finding("too_many", False, "人口不能多于9000人。", Citation("示例法", "第一条")),)
        ).require()
    village.name, village.population, village.notice_place = name, population, notice_place
    return village.keep("name", "population", "notice_place")


def answer(village, data=None, **more):
    request = RequestFactory().post("/x/", data) if data is not None else RequestFactory().get("/x/")
    request.user, request._messages = UserFactory(), CookieStorage(request)
    page = {
        "title": "修改村庄",
        "button": "保存",
        "back": "/back/",
        "done": lambda saved: f"{saved.name}已保存。",
    }
    form = more.pop("form", None) or PlaceForm(**typed(request), row=village)
    act = more.pop("act", lambda **data: change(village=village, **data))
    response = act_page(request, form, act, **page | more)
    return response, form, [str(message) for message in get_messages(request)]


def filled(village, **changes):
    return {
        "name": village.name,
        "population": 10,
        "notice_place": "东口",
        "version": village.version,
    } | changes


def test_the_page_starts_from_the_row_and_carries_its_version():
    page, _, _ = answer(VillageFactory(name="甲村", notice_place="祠堂"))
    text = page.content.decode()

    assert 'value="甲村"' in text
    assert 'value="祠堂"' in text
    assert '<input type="hidden" name="version" value="1"' in text
    assert '<a class="btn btn-secondary" href="/back/">返回</a>' in text


def test_an_act_that_is_done_is_said_and_the_page_goes_back():
    village = VillageFactory(name="甲村")

    page, _, said = answer(village, filled(village))

    assert (page.status_code, page["Location"], said) == (302, "/back/", ["甲村已保存。"])
    assert Village.objects.get().notice_place == "东口"


def test_the_page_may_go_on_to_what_was_made():
    village = VillageFactory()

    page, _, _ = answer(village, filled(village), then=lambda saved: f"/villages/{saved.pk}/", done="好。")

    assert page["Location"] == f"/villages/{village.pk}/"


def test_a_refusal_stands_beside_its_field_and_what_was_typed_stays():
    village = VillageFactory(name="甲村")

    page, form, said = answer(village, filled(village, population=9001))

    assert form.errors == {"population": ["人口不能多于9000人。（依据：《示例法》第一条）"]}
    assert 'value="9001"' in page.content.decode()
    assert said == []
    assert Village.objects.get().version == 1


def test_whoever_may_not_is_not_answered_with_a_form():
    def denied(**data):
        raise PermissionDenied

    village = VillageFactory()
    with pytest.raises(PermissionDenied):
        answer(village, filled(village), act=denied)


def test_what_is_shown_once_is_the_answer_and_no_message_holds_it():
    class Renamed(PlaceForm):
        def arguments(self):
            return super().arguments() | {"name": "乙村"}

    village = VillageFactory(name="甲村")
    form = Renamed(data=filled(village), row=village)

    page, _, said = answer(village, filled(village), form=form, shows=lambda saved: HttpResponse(saved.name))

    assert (page.content.decode(), said) == ("乙村", [])


@pytest.mark.parametrize(
    ("population", "expected"),
    [
        ("10", ("/made/", ["甲村已保存。"], False)),
        ("9001", ("/back/", ["人口不能多于9000人。（依据：《示例法》第一条）"], True)),
        ("", ("/back/", ["请填写户籍人口。"], False)),
    ],
)
def test_a_button_on_another_page_goes_on_or_back_with_every_refusal(population, expected):
    village = VillageFactory(name="甲村")
    request = RequestFactory().post("/x/", filled(village, population=population))
    request.user, request._messages = UserFactory(), CookieStorage(request)
    form = PlaceForm(data=request.POST, row=village)

    page = act_button(
        request,
        lambda **data: change(village=village, **data),
        form=form,
        back="/back/",
        done=lambda saved: f"{saved.name}已保存。",
        then=lambda saved: "/made/",
    )

    said = [str(message) for message in get_messages(request)]
    assert (page["Location"], said, form.refused) == expected


# ------------------------------------------------------------------ two windows


def test_the_second_save_sees_what_differs_and_the_third_decides():
    village = VillageFactory(name="甲村", notice_place="祠堂")
    opened = filled(village)
    answer(village, opened | {"notice_place": "学校"})

    page, form, said = answer(village, opened | {"population": 12})
    text = page.content.decode()

    assert form.errors["notice_place"] == ["现在保存的是：学校"]
    assert form.errors["population"] == ["现在保存的是：10"]
    assert "name" not in form.errors
    assert "这里的内容已由别人（或者您在另一个窗口）改过并保存" in form.non_field_errors()[0]
    assert 'value="东口"' in text
    assert 'name="version" value="2"' in text
    assert (said, Village.objects.get().notice_place) == ([], "学校")

    _, _, said = answer(village, opened | {"population": 12, "version": 2})

    stored = Village.objects.get()
    assert (stored.notice_place, stored.population, stored.version) == ("东口", 12, 3)
    assert said == ["甲村已保存。"]


def test_two_windows_that_say_the_same_have_nothing_to_compare():
    village = VillageFactory()
    answer(village, filled(village))

    _, form, _ = answer(village, filled(village))

    assert list(form.errors) == ["__all__"]
    assert "再次保存即可" in form.non_field_errors()[0]


def test_a_form_that_brings_no_version_asks_no_comparison():
    village = VillageFactory()
    village.keep()

    _, form, said = answer(village, {"name": "甲村", "population": 3, "notice_place": "东口"})

    assert (form.errors, said) == ({}, ["甲村已保存。"])


class WholeForm(OfficeForm):
    """Every kind of box: a choice, a person, a day, a mark and a file."""

    sex = forms.ChoiceField(label="性别", choices=[("male", "男"), ("female", "女")])
    group = PersonPickerField(label="介绍人", required=False)
    birth_date = forms.DateField(label="出生日期")
    party_member = forms.BooleanField(label="中共党员", required=False)
    scan = forms.FileField(label="扫描件", required=False)

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["group"].bind(people)

    def values_of(self, row):
        return super().values_of(row) | {"group": row.village.people.first()}


def test_differences_are_said_in_the_words_of_the_page_whatever_the_box():
    person = PersonFactory(sex="male", party_member=False)
    other = PersonFactory(village=person.village)
    Person.objects.get(pk=person.pk).keep()
    data = {
        "sex": "female",
        "group": other.pk,
        "birth_date": "1980-05-01",
        "party_member": "on",
        "version": 1,
    }
    request = RequestFactory().post("/x/", data | {"version": 1, "scan": SimpleUploadedFile("a.txt", b"x")})
    form = WholeForm(**typed(request), row=person, people=Person.objects.all())
    assert form.is_valid(), form.errors

    with form.showing_refusals(), transaction.atomic():
        person.lock(form.cleaned_data["version"])

    assert form.errors["sex"] == ["现在保存的是：男"]
    assert form.errors["party_member"] == ["现在保存的是：否"]
    assert form.errors["group"] == [f"现在保存的是：{person.village.people.first()}"]
    assert form.errors["birth_date"][0].startswith("现在保存的是：")
    assert "年" in form.errors["birth_date"][0]
    assert "scan" not in form.errors
    assert form["version"].value() == "2"


# ------------------------------------------------------------------ before what cannot be undone


def test_an_act_that_cannot_be_undone_says_first_what_follows():
    page, _, _ = answer(
        VillageFactory(),
        form=ReasonForm(),
        facts=[("村", "甲村")],
        consequences=["不能恢复。"],
        danger=True,
    )
    text = page.content.decode()

    assert "确认后会发生什么" in text
    assert "<li>不能恢复。</li>" in text
    assert "btn-danger" in text
    assert "不办，返回" in text


def test_what_follows_from_the_values_typed_is_read_before_the_act():
    village = VillageFactory(name="甲村")
    asks = {
        "asks": lambda values: [f"改名为{values['name']}后，旧公章作废。"],
        "consequences": ["留痕备查。"],
    }

    page, _, said = answer(village, filled(village, name="乙村"), **asks)
    assert "改名为乙村后，旧公章作废。" in page.content.decode()
    assert said == []
    assert Village.objects.get(pk=village.pk).name == "甲村"
    answered = re.search(r'name="understood" value="(\w+)"', page.content.decode())[1]

    # Other values than those that were asked about are asked about themselves.
    page, _, said = answer(village, filled(village, name="丙村", understood=answered), **asks)
    assert "改名为丙村后" in page.content.decode()
    assert said == []
    _, _, said = answer(village, filled(village, name="乙村", understood=answered), **asks)
    assert said == ["乙村已保存。"]


def test_what_stood_there_before_is_not_asked_again():
    village = VillageFactory(name="甲村")
    more = {"asks": lambda values: ["留痕备查。"], "consequences": ["留痕备查。"]}

    _, _, said = answer(village, filled(village, name="乙村"), **more)

    assert said == ["乙村已保存。"]


def test_the_page_of_an_election_stands_among_its_pages():
    election = ElectionFactory()
    page, _, _ = answer(election.village, context={"election": election})

    assert "election-head" in page.content.decode()


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("/villages/1/?q=a", "/villages/1/?q=a"),
        ("/\n", "/\n"),
        ("", ""),
        ("abc", ""),  # neither an address nor the name of a page
        ("dashboard:home", ""),
        ("//elsewhere.example/", ""),
        ("/\\elsewhere.example/", ""),
        ("https://elsewhere.example/", ""),
        ("javascript:alert(1)", ""),
    ],
)
def test_only_a_page_of_this_office_is_gone_back_to(text, path):
    assert own_path(text) == path
    assert redirect(own_path(text) or "/").status_code == 302
