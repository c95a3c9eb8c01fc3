"""A count exported as statements of actasum, verified by that program itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from actasum import cli
from django.core.management import call_command

from tests.ballots.counts import entry
from tests.ballots.test_kinds import EAST, MAIN, in_boxes, sheet


def exported(tmp_path: Path, data: dict[str, Any]) -> Path:
    path = tmp_path / "count.json"
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    call_command("export_statements", str(path), "--out", str(tmp_path / "out"))
    return tmp_path / "out"


def verified(folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    status = cli.main(
        [
            "verify",
            "--statements",
            str(folder / "director.statements.jsonl"),
            "--official",
            str(folder / "director.official.json"),
        ]
    )
    return status, capsys.readouterr().out


def whole() -> dict[str, Any]:
    return in_boxes(sheet("director", MAIN, 4, 1), sheet("director", EAST, 2, 3))


def test_the_boxes_of_a_sound_count_match_its_totals(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, _ = verified(exported(tmp_path, whole()), capsys)
    assert status == 0


def test_a_total_that_is_not_the_sum_of_the_boxes_is_a_difference(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = whole()
    data["posts"][0]["votes"][0]["votes"] = 510
    status, told = verified(exported(tmp_path, data), capsys)
    assert status == 1
    assert "甲" in told


@pytest.mark.parametrize("cell", ["illegible", None])
def test_a_cell_nobody_read_is_no_nought_there_either(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], cell: Any
) -> None:
    data = in_boxes(sheet("director", {"甲": 300, "乙": cell}, 4, 1), sheet("director", EAST, 2, 3))
    folder = exported(tmp_path, data)
    first = json.loads((folder / "director.statements.jsonl").read_text(encoding="utf-8").splitlines()[0])
    assert first["counts"]["unread"] == {"candidature:乙": "illegible" if cell else "empty"}
    status, told = verified(folder, capsys)
    assert status == 1
    assert "乙" in told


def test_what_the_format_cannot_say_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = whole()
    data["posts"].append(entry("member", {"丙": 400, "丁": 300}, seats=2))
    folder = exported(tmp_path, data)
    assert not (folder / "member.statements.jsonl").exists()
    assert "member应选2名" in (folder / "left_out.txt").read_text(encoding="utf-8")
    assert "member应选2名" in capsys.readouterr().out
