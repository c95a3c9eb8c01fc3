"""One spelling of a name, whatever it was typed, pasted or exported as."""

import importlib
import pkgutil
import re
from collections.abc import Iterator

import pytest
from django import forms
from django.conf import settings

from election_office.core.name_fields import NameField, PeopleField
from election_office.core.names import clean_name, clean_people, name_fault, spellings, strange_characters
from election_office.core.pinyin import pinyin_initials


@pytest.mark.parametrize("dot", [*"·•‧∙･・．⋅․.。｡﹒⸱᛫", "·."])
def test_every_dot_inside_a_name_is_the_middle_dot(dot):
    assert clean_name(f"艾力{dot}吐尔逊") == "艾力·吐尔逊"


@pytest.mark.parametrize(
    "blank", [" ", "\u3000", "\u00a0", "\u200b", "\u200d", "\ufeff", "\u2060", "\u202a", "\t", "\n", "\u00ad"]
)
def test_blanks_and_what_nobody_sees_are_left_out(blank):
    assert clean_name(f"{blank}王{blank}五{blank}") == "王五"


def test_a_full_stop_behind_a_name_is_no_part_of_it():
    assert clean_name("张三.") == "张三"


@pytest.mark.parametrize(
    ("radical", "character"),
    ["⻢马", "⻩黄", "⻰龙", "⻬齐", "⻙韦", "⻨麦", "⻋车", "⻛风", "⻓长", "⻥鱼", "⻄西", "⻅见",
     "⻜飞", "⺟母", "⽯石", "⼈人", "\uf90a金"],
)  # fmt: skip
def test_radicals_and_doubles_become_the_characters_they_look_like(radical, character):
    assert clean_name(f"{radical}小明") == f"{character}小明"


def test_every_radical_that_unicode_gives_an_equal_is_exchanged():
    left = [char for char in map(chr, range(0x2E81, 0x2EF4)) if clean_name(char) == char]

    assert left == ["\u2e9a"]  # no character stands at this place


@pytest.mark.parametrize(
    "name", ["王五", "艾力·吐尔逊", "郑〇", "𠅤测", "王\U00031350", "张\U0002ebf0", "Anna·李"]
)
def test_what_may_stand_in_a_name_has_no_fault(name):
    assert name_fault(clean_name(name)) == ""


@pytest.mark.parametrize(
    ("name", "strange"),
    [("沈\ue863", True), ("沈\ufffd", True), ("测\x07试", True), ("测试1", False), ("测试（大）", False),
     ("@测试", False), ("测*", False)],
)  # fmt: skip
def test_what_is_no_name_is_told(name, strange):
    assert name_fault(clean_name(name)).endswith("。")
    assert bool(strange_characters(name)) is strange


@pytest.mark.parametrize(
    ("name", "letters"),
    [("曾小明", "zxm"), ("单文山", "sws"), ("翟庆", "zq"), ("覃秀", "qx"), ("仇长根", "qcg"),
     ("解福来", "xfl"), ("查有田", "zyt"), ("区大成", "odc"), ("乐嘉", "yj"), ("种师", "cs"), ("佴力", "nl"),
     ("贾人", "jr"), ("單文山", "sws"), ("尉迟恭", "ycg"), ("单于明", "cym"), ("王小明", "wxm"),
     ("欧阳锋", "oyf"), ("阿卜杜·买买提", "abdmmt")],
)  # fmt: skip
def test_a_surname_is_found_by_its_own_letter(name, letters):
    assert pinyin_initials(name).split()[0] == letters


def test_both_letters_where_families_use_both():
    assert pinyin_initials("单小明") == "sxm dxm"
    assert pinyin_initials("乐嘉") == "yj lj"
    assert pinyin_initials("曾小明") == "zxm"
    assert pinyin_initials("仇长根") == "qcg qzg"


def test_letters_fit_where_they_are_kept():
    assert max(len(pinyin_initials(name * 20)) for name in ("单", "王", "祭天")) <= 40


def test_a_name_is_looked_for_in_all_forms_of_its_characters():
    assert "呂布" in spellings("吕布")
    assert "吕布" in spellings("呂布")
    assert spellings("黃 某")[0] == "黃某"
    assert "黄某" in spellings("黃 某")
    assert spellings(" \u200b") == []


# Labels that speak of a person without being a field of a name.
NO_NAME = {"谈话要点", "谈话情况", "负责人电话", "序号或者姓名", "姓名或用户名"}
PERSON = re.compile(
    r"姓名|^.{0,6}(?:人|人员|成员|签字)$|^(?:主持|监票|见证|唱票|计票|记录|负责|签字|移交|接收|监交|谈话|经办|监销)"
)


def test_every_field_of_a_form_that_takes_a_name_cleans_it_alike():
    """Whoever types a name types it into a NameField, or a PeopleField where several may stand."""
    for app in ("villages", "voters", "candidates", "ballots", "election_office"):
        for module in pkgutil.walk_packages(importlib.import_module(app).__path__, f"{app}."):
            if re.search(r"forms|\.views|fields|samples", module.name):
                importlib.import_module(module.name)
    asked, plain = 0, []
    for form in _forms_below(forms.BaseForm):
        if form.__module__.startswith("tests."):
            continue
        for name, field in getattr(form, "base_fields", {}).items():
            label = str(field.label or "")
            if not isinstance(field, forms.CharField) or label in NO_NAME or not PERSON.search(label):
                continue
            asked += 1
            if not isinstance(field, NameField | PeopleField):
                plain.append(f"{form.__module__}.{form.__name__}.{name}: {label}")

    assert asked > 60
    assert plain == ["election_office.core.samples.SampleForm.name: 姓名"]  # the gallery of components


def _forms_below(kind: type) -> Iterator[type]:
    for below in kind.__subclasses__():
        yield below
        yield from _forms_below(below)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("王 五，李四", "王五、李四"), ("阿依古丽•买买提；⻢小明", "阿依古丽·买买提、马小明"),
        ("张三 副镇长", "张三 副镇长"), ("王　五\n李四、", "王五、李四"),
    ],
)  # fmt: skip
def test_several_people_are_cleaned_one_by_one(typed, kept):
    assert clean_people(typed) == kept


# Where a name is looked for in another way, and why.
OWN_SEARCH = {
    "election_office/core/searching.py": "named itself, which person_named asks",
    "voters/models/objections.py": "the names an objection writes, beside person_named",
    "voters/forms.py": "names of a file that has no people yet, by spelling, letters and tail",
    "ballots/collective/views/organisation.py": "names of organisations",
    "election_office/dashboard/find.py": "names of villages; people by matching",
    "election_office/accounts/queries.py": "staff by user name, beside named",
}


def test_every_search_for_a_person_asks_person_named():
    found = set()
    for app in ("villages", "voters", "candidates", "ballots", "election_office"):
        for path in (settings.BASE_DIR / app).rglob("*.py"):
            if "migrations" not in path.parts and re.search(
                r"name__i?(?:contains|startswith)|initials__", path.read_text(encoding="utf-8")
            ):
                found.add(str(path.relative_to(settings.BASE_DIR)))

    assert found == set(OWN_SEARCH)
