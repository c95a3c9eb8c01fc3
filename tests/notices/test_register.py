"""What a declaration must say, and what the register refuses."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

import pytest

from election_office.audit import presenters
from election_office.documents import notice as register
from election_office.documents.facts import Facts
from election_office.documents.notice import Notice
from villages.notices import election_day


@dataclass(frozen=True)
class Later(Facts):
    version: ClassVar[int] = 3

    name: str


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"facts_type": Later}, "every version of the facts needs its upgrade"),
        ({"upgrades": {}}, "every version of the facts needs its upgrade"),
        ({"untrue_when": {"weather": "天气"}}, r"the facts have no \['weather'\]"),
        ({"untrue_by": ()}, "untrue_when and untrue_by belong together"),
    ],
)
def test_a_declaration_that_contradicts_itself_is_refused(change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        replace(election_day.NOTICE, **change)


def test_two_papers_of_one_code_are_refused() -> None:
    with pytest.raises(ValueError, match=r"Two papers are called 'villages\.day_notice'"):
        register.register(election_day.NOTICE)


def test_a_paper_needs_a_layout_or_a_template() -> None:
    with pytest.raises(ValueError, match="needs either compose or template"):
        replace(election_day.NOTICE, layout=None).as_kind()


@pytest.mark.parametrize("notice", register.every(), ids=lambda notice: notice.code)
def test_the_acts_that_make_a_paper_untrue_are_acts_of_the_trail(notice: Notice[Any, Any]) -> None:
    known = {code for code, _ in presenters.action_choices()}
    assert set(notice.untrue_by) <= known


@pytest.mark.parametrize("notice", register.every(), ids=lambda notice: notice.code)
def test_a_paper_stands_in_the_notices_of_the_app_its_code_names(notice: Notice[Any, Any]) -> None:
    app = notice.code.split(".")[0]
    assert notice.facts.__module__.removeprefix("election_office.").startswith(f"{app}.notices.")


@pytest.mark.parametrize("notice", register.every(), ids=lambda notice: notice.code)
def test_the_facts_of_a_paper_are_frozen(notice: Notice[Any, Any]) -> None:
    assert notice.facts_type.__dataclass_params__.frozen
    assert issubclass(notice.facts_type, Facts)
