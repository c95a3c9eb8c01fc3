"""No form of the office speaks with Django's own sentences: each says which field, and what to do."""

from __future__ import annotations

import copy
import pkgutil
from importlib import import_module

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from election_office.core import sentences
from election_office.core.forms import OfficeForm
from tests.factories import VillageFactory
from villages.models import Village

TOPS = ("election_office", "villages", "voters", "candidates", "ballots")


def every_form() -> list[type[forms.BaseForm]]:
    for top in TOPS:
        package = import_module(top)
        for module in pkgutil.walk_packages(package.__path__, f"{top}."):
            if "forms" in module.name.rpartition(".")[2] or ".forms." in module.name:
                import_module(module.name)
    found, waiting = set(), [forms.BaseForm]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.__module__.split(".")[0] in TOPS:
            found.add(kind)
    return sorted(found, key=lambda kind: (kind.__module__, kind.__qualname__))


FORMS = every_form()


def test_the_walk_finds_the_forms_of_every_app() -> None:
    assert len(FORMS) > 100
    assert {kind.__module__.split(".")[0] for kind in FORMS} == set(TOPS)
    assert [kind for kind in FORMS if not issubclass(kind, OfficeForm) and kind.__name__ != "LoginForm"] == []


@pytest.mark.parametrize("kind", FORMS, ids=lambda kind: f"{kind.__module__}.{kind.__qualname__}")
def test_no_field_keeps_a_sentence_of_djangos(kind: type[forms.BaseForm]) -> None:
    for name, declared in kind.base_fields.items():
        field = copy.deepcopy(declared)
        sentences.use_own_words(field, name)

        assert [key for key in field.error_messages if sentences.is_djangos(field, key)] == []
        silent = set(sentences._codes(field.validators)) - field.error_messages.keys()
        assert silent == set()
        assert all(str(text).endswith("。") for text in field.error_messages.values()), name


class EveryKind(OfficeForm):
    text = forms.CharField(label="姓名", max_length=2, min_length=2)
    number = forms.IntegerField(label="票数", min_value=1, max_value=9)
    decimal = forms.DecimalField(label="比例", max_digits=3, decimal_places=1)
    day = forms.DateField(label="日期")
    time = forms.TimeField(label="时间")
    choice = forms.ChoiceField(label="性别", choices=[("a", "甲")])
    several = forms.MultipleChoiceField(label="事项", choices=[("a", "甲")])
    village = forms.ModelChoiceField(label="村", queryset=Village.objects.none())
    scan = forms.FileField(label="扫描件")
    photo = forms.ImageField(label="照片")
    sure = forms.BooleanField(label="已核对")


def test_an_empty_form_names_each_field() -> None:
    assert {name: texts[0] for name, texts in EveryKind({}).errors.items()} == {
        "text": "请填写姓名。",
        "number": "请填写票数。",
        "decimal": "请填写比例。",
        "day": "请填写日期。",
        "time": "请填写时间。",
        "choice": "请选择性别。",
        "several": "请选择事项。",
        "village": "请选择村。",
        "scan": "请上传扫描件。",
        "photo": "请上传照片。",
        "sure": "请确认“已核对”。",
    }


@pytest.mark.django_db
def test_a_wrong_form_says_what_is_wrong() -> None:
    data = {
        "text": "演示甲乙",
        "number": "10",
        "decimal": "99.99",
        "day": "2026-02-30",
        "time": "25:00",
        "choice": "z",
        "several": ["z"],
        "village": "77",
        "sure": "on",
    }
    files = {"scan": SimpleUploadedFile("a.pdf", b""), "photo": SimpleUploadedFile("a.jpg", b"x")}

    assert {name: texts[0] for name, texts in EveryKind(data, files).errors.items()} == {
        "text": "姓名最多2个字，现在有4个字。",
        "number": "票数不能大于9。",
        "decimal": "比例总共不超过3位数字。",
        "day": "请按年-月-日填写日期，例如 2026-12-20。",
        "time": "请按时:分填写，例如 08:30。",
        "choice": "选定的“性别”不在可选范围内，请重新选择。",
        "several": "选定的“事项”不在可选范围内，请重新选择。",
        "village": "选定的“村”不在可选范围内，请重新选择。",
        "scan": "扫描件是空文件，请重新选择。",
        "photo": "照片不是图片，或者文件已经损坏，请换一张。",
    }


@pytest.mark.django_db
def test_what_a_row_refuses_is_said_in_our_words_too() -> None:
    class PlaceForm(OfficeForm):
        name = forms.CharField(label="村名")
        code = forms.CharField(label="区划代码")
        notice_place = forms.CharField(label="公告栏", required=False)

    known = VillageFactory()
    row = VillageFactory()
    row.name, row.code, row.notice_place = "长" * 41, known.code, ""
    form = PlaceForm({"name": row.name, "code": row.code})
    assert form.is_valid()

    with form.showing_refusals():
        row.full_clean()

    assert form.errors == {
        "name": ["村名最多40个字，现在有41个字。"],
        "code": ["已经有同样的区划代码，请核对，不要重复登记。"],
        "notice_place": ["请填写公告栏。"],
    }


def test_a_broken_rule_of_the_database_without_words_of_its_own_is_a_sentence() -> None:
    from django.db.models import CheckConstraint, Q  # noqa: PLC0415 -- beside its only use

    constraint = CheckConstraint(condition=Q(pk=1), name="nobody_named_it")
    fault = ValidationError(constraint.get_violation_error_message())

    assert sentences.of_a_row(fault, "") == [sentences.INCONSISTENT]
    assert sentences.of_a_row(ValidationError("此人已担任这一职务。"), "") == ["此人已担任这一职务。"]
