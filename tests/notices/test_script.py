"""What is read out for a notice that hangs: plain sentences, each in a breath."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from election_office.documents import notice as register
from election_office.documents import script
from election_office.documents.models import Document
from election_office.documents.notice import Notice
from tests.notices.test_examples import EXAMPLES

HANGING = [one for one in register.every() if one.places is not None and one.layout is not None]


def said(notice: Notice[Any, Any]) -> list[str]:
    version = notice.facts_type.version
    facts = json.loads((EXAMPLES / f"{notice.code}-v{version}.json").read_text(encoding="utf-8"))["facts"]
    document = Document(
        kind=notice.code,
        title=str(facts["title"]),
        facts=facts,
        facts_version=version,
        dated=dt.date(2026, 12, 1),
        places=[{"key": "village", "name": "村口公告栏"}, {"key": "group:1", "name": "第一组"}],
    )
    return list(script.script_of(notice, document, "村民").sentences)


@pytest.mark.parametrize("notice", HANGING, ids=lambda notice: notice.code)
def test_every_notice_that_hangs_can_be_read_out(notice: Notice[Any, Any]) -> None:
    first, *middle, _, last = said(notice)
    assert first.startswith("各位村民请注意，现在播送")
    assert last == "现在再播送一遍。"
    assert "公告原文张贴在村口公告栏、第一组，以张贴的公告为准。" in middle
    assert len(middle) >= 2
    assert [line for line in middle if "依据" in line or "㊛" in line or "　" in line or "：。" in line] == []
    assert [line for line in middle if len(line) > 3 * script.BREATH] == []


def test_it_says_what_when_where_and_until_when() -> None:
    polling = "".join(said(register.get("ballots.polling_notice")))
    assert "投票，从" in polling
    assert "投票的会场在" in polling
    call = "".join(said(register.get("candidates.nomination_call")))
    assert "从2026年12月1日到2026年12月5日，提名" in call
    assert "在2026年12月5日以前交给" in call


@pytest.mark.parametrize(
    ("printed", "aloud"),
    [
        (
            "一、登记时间：自本公告张贴之日起至2026年12月1日止。",
            "登记时间：自本公告张贴之日起至2026年12月1日止。",
        ),
        ("罢免须经同意。（依据：《演示办法》第一条（未核实））", "罢免须经同意。"),
        ("根据《演示办法》第三条，现将名单公布如下：", "现将名单公布如下。"),
        ("委员：演示甲（女）、演示乙", "委员：演示甲，女，演示乙。"),
    ],
)
def test_what_only_the_eye_reads_is_left_out(printed: str, aloud: str) -> None:
    assert script.plain(printed) == aloud


def test_a_long_sentence_is_cut_where_one_breathes() -> None:
    names = "、".join(f"演示{n}号" for n in range(40))
    lines = list(script.breaths(f"名单是{names}。"))
    assert len(lines) > 3
    assert max(map(len, lines)) <= script.BREATH
    assert "".join(lines) == f"名单是{names}。"
