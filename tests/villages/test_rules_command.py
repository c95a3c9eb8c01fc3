"""`manage.py rules`: the open format, the refusals with their articles, and no database."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command

PLACE = re.compile(r"《[^》]+》第[一二三四五六七八九十百]+条")


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit status, standard output, standard error."""
    status = 0
    try:
        call_command("rules", *arguments)
    except SystemExit as exit_:
        status = int(exit_.code or 0)
    out, err = capsys.readouterr()
    return status, out, err


def parameters(out: str) -> dict[str, dict[str, Any]]:
    data = json.loads(out)
    assert data["format"] == "rules/1"
    return {row["key"]: row for row in data["parameters"]}


def overlay(tmp_path: Path, key: str, value: Any, change: dict[str, Any] | None = None) -> str:
    file = tmp_path / "overlay.json"
    row = {"key": key, "value": value, "paper": "某政办〔2026〕9号", "date": "2026-09-01"} | (change or {})
    file.write_text(json.dumps([row], ensure_ascii=False), encoding="utf-8")
    return str(file)


def test_every_parameter_is_printed_with_its_place(capsys):
    status, out, err = run(capsys, "--area", "330106", "--day", "2026-12-20", "--kind", "village")
    found = parameters(out)
    assert (status, err) == (0, "")
    assert len(found) > 180
    assert found["candidate_list_days"] == {
        "key": "candidate_list_days", "value": 5, "law": "浙江省村民委员会选举办法",
        "article": "第十八条第三款", "layer": "province", "verified": True, "superseded": [],
    }  # fmt: skip
    assert found["proxy_relation"]["value"] == "any_villager"
    assert [row["article"] for row in found["proxy_relation"]["superseded"]] == ["第二十五条第一款"]


def test_jiangxi_prints_what_could_be_read_unverified(capsys):
    _, out, _ = run(capsys, "--area", "360981", "--day", "2026-12-20")
    found = parameters(out)
    months, approval, trigger = (
        found[key] for key in ("early_late_months", "early_late_approval", "ec_withdraw_trigger")
    )
    assert (months["value"], months["verified"], months["law"]) == (6, False, "江西省村民委员会选举办法")
    assert (approval["value"], approval["verified"]) == ("county", False)
    assert (trigger["value"], trigger["verified"]) == ("nominated", True)
    assert [(row["value"], row["verified"]) for row in trigger["superseded"]] == [("determined", False)]


@pytest.mark.parametrize(
    ("key", "value", "place"),
    [
        ("candidate_list_days", 2, "《浙江省村民委员会选举办法》第十八条第三款"),  # L01
        ("win_threshold", {"num": 2, "den": 3}, "《村民委员会组织法》第十八条第二款"),  # L02
        (
            "rolloff_grounds",
            [
                {"code": "deprived", "label": "依照法律被剥夺政治权利"},
                {"code": "arrears", "label": "拖欠集体款项"},
            ],
            "《村民委员会组织法》第十六条第一款",
        ),  # L03
        ("statutory_bars", [{"code": "petition", "label": "参与上访"}], "《村民委员会组织法》第十八条第一款"),
        ("proxy_relation", "near_relatives_8", "《村民委员会组织法》第十八条第四款"),  # L05
    ],
)
def test_an_unlawful_overlay_is_refused_with_its_article(capsys, tmp_path, key, value, place):
    status, out, err = run(
        capsys, "--area", "330106", "--day", "2026-12-20", "--overlay", overlay(tmp_path, key, value)
    )
    assert (status, out) == (2, "")
    assert place in err
    assert PLACE.search(err)


def test_a_lawful_overlay_is_laid_and_cited_by_its_paper(capsys, tmp_path):
    file = overlay(tmp_path, "candidate_list_days", 7)
    _, out, _ = run(capsys, "--area", "330106", "--day", "2026-12-20", "--overlay", file)
    row = parameters(out)["candidate_list_days"]
    assert (row["value"], row["layer"], row["law"]) == (7, "township", "")
    assert row["article"] == "某政办〔2026〕9号（2026年9月1日）"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--area", "33a", "--day", "2026-12-20"), "行政区划代码"),
        (("--area", "33", "--day", "20261320"), "不是日期"),
        (("--area", "33", "--day", "2018-01-01"), "没有2018年1月1日施行"),
        (("--area", "33", "--day", "2025-04-20", "--kind", "collective"), "《农村集体经济组织法》"),
        (("--area", "33", "--day", "2026-12-20", "--overlay", "没有这个文件.json"), "读不出文件"),
    ],
)
def test_what_cannot_be_answered_is_one_sentence(capsys, arguments, sentence):
    status, out, err = run(capsys, *arguments)
    assert (status, out) == (2, "")
    assert sentence in err


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"date": "2026-12-21"}, "晚于选举日"),
        ({"date": "昨天"}, "不是日期"),
        ({"paper": " "}, "文号"),
        ({"key": "no_such_key"}, "没有“no_such_key”这一参数"),
        ({"value": "seven"}, "应填整数"),
        ({"extra": 1}, "含且只含"),
    ],
)
def test_a_paper_that_is_no_paper_is_refused(capsys, tmp_path, change, sentence):
    file = overlay(tmp_path, "candidate_list_days", 7, change)
    status, out, err = run(capsys, "--area", "330106", "--day", "2026-12-20", "--overlay", file)
    assert (status, out) == (2, "")
    assert sentence in err


def test_the_command_runs_in_a_process_of_its_own(tmp_path):
    done = subprocess.run(
        [sys.executable, "manage.py", "rules", "--area", "330106", "--day", "2026-12-20", "--overlay",
         overlay(tmp_path, "candidate_list_days", 2)],
        cwd=settings.BASE_DIR, capture_output=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, b"")
    assert "《浙江省村民委员会选举办法》第十八条第三款" in done.stderr.decode()
