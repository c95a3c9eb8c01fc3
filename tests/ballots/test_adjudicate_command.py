"""`manage.py adjudicate`: anybody recomputes a result from the published count."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests.ballots.counts import count, entry

ROOT = Path(__file__).resolve().parents[2]


def run(*args: str) -> tuple[str, str, int]:
    """Standard output, standard error and exit status of the command."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("adjudicate", *args, stdout=out, stderr=err)
    except SystemExit as stop:
        return out.getvalue(), err.getvalue(), int(stop.code or 0)
    return out.getvalue(), err.getvalue(), 0


def write(path: Path, data: Any) -> str:
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return str(path)


def test_a_file_gives_one_outcome(tmp_path: Path):
    out, err, status = run(write(tmp_path / "one.json", count(entry("director", {"甲": 500, "乙": 200}))))

    assert (err, status) == ("", 0)
    assert json.loads(out) == {
        "format": "election-outcome/1",
        "valid": True,
        "findings": [],
        "turnout": {"voted": 800, "registered": 1000},
        "posts": [
            {
                "post": "director",
                "elected": [{"name": "甲", "votes": 500, "status": "elected"}],
                "tied": [],
                "unfilled": 0,
                "next": "none",
                "runoff_candidates": [],
                "robustness": {"excess_proxies": 0, "margin": 300, "verdict": "stands"},
            }
        ],
    }


def test_a_file_of_lines_gives_a_line_for_each(tmp_path: Path):
    path = tmp_path / "many.jsonl"
    cases = [count(entry("director", {"甲": votes})) for votes in (400, 401)]
    path.write_text("\n".join(json.dumps(case) for case in cases) + "\n", encoding="utf-8")

    out, _, status = run(str(path))

    outcomes = [json.loads(line) for line in out.splitlines()]
    assert status == 0
    assert [outcome["posts"][0]["next"] for outcome in outcomes] == ["runoff", "none"]


def test_several_files_come_in_their_order(tmp_path: Path):
    first = write(tmp_path / "a.json", count(entry("director", {"甲": 500})))
    second = write(tmp_path / "b.json", count(entry("deputy", {"乙": 500})))

    out, _, status = run(first, second)

    assert status == 0
    assert [json.loads(line)["posts"][0]["post"] for line in out.splitlines()] == ["director", "deputy"]


def test_faults_are_lines_with_the_file_and_nothing_is_printed(tmp_path: Path):
    bad = count(entry("director", {"甲": 500}), registered=-1, issued=1.5)
    good = count(entry("director", {"甲": 500}))
    path = tmp_path / "mixed.jsonl"
    path.write_text(f"{json.dumps(good)}\n{json.dumps(bad)}\nnonsense\n", encoding="utf-8")

    out, err, status = run(str(path))

    assert (out, status) == ("", 2)
    lines = err.splitlines()
    assert lines[0] == f"{path}:2: registered：不能小于0，收到的是“-1”。"
    assert lines[1] == f"{path}:2: issued：应当是整数，收到的是“1.5”。"
    assert lines[2].startswith(f"{path}:3: 不是有效的 JSON")
    assert len(lines) == 3


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("latin.json", b"\xff\xfe", "不是 UTF-8 编码"),
        ("empty.json", b"", "不是有效的 JSON"),
        ("empty.jsonl", b"\n \n", "没有一份计票"),
        ("list.json", b"[]", "应当是对象"),
    ],
)
def test_a_file_that_is_no_count_is_one_fault(tmp_path: Path, name: str, content: bytes, says: str):
    path = tmp_path / name
    path.write_bytes(content)

    out, err, status = run(str(path))

    assert (out, status) == ("", 2)
    assert says in err
    assert len(err.splitlines()) == 1


def test_a_file_that_is_not_there_is_one_fault(tmp_path: Path):
    _, err, status = run(str(tmp_path / "none.json"))

    assert status == 2
    assert "读不出文件" in err


def test_a_byte_order_mark_is_not_part_of_the_count(tmp_path: Path):
    path = tmp_path / "windows.json"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(count(entry("director", {"甲": 500}))).encode())

    assert run(str(path))[2] == 0


def test_standard_input_is_read_and_utf8_written_in_any_locale():
    case = json.dumps(count(entry("director", {"甲": 500})), ensure_ascii=False).encode()

    done = subprocess.run(
        [sys.executable, "manage.py", "adjudicate", "-"],
        input=case,
        capture_output=True,
        cwd=ROOT,
        env={"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PATH": "/usr/bin:/bin"},
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout.decode("utf-8"))["posts"][0]["elected"][0]["name"] == "甲"


def many(path: Path, cases: int) -> str:
    lines = [json.dumps(count(entry("director", {"甲": 300 + number, "乙": 100}))) for number in range(cases)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


def test_a_long_file_is_shared_out_and_says_the_same(tmp_path: Path):
    path = many(tmp_path / "many.jsonl", 450)
    alone, shared = run(path, "--processes", "1"), run(path, "--processes", "2")
    assert alone == shared
    lines = alone[0].splitlines()
    assert len(lines) == 450
    assert json.loads(lines[449])["turnout"] == {"voted": 800, "registered": 1000}
    assert [json.loads(line)["posts"][0]["elected"] != [] for line in lines[100:102]] == [False, True]


def test_a_fault_far_down_a_long_file_prints_no_outcome(tmp_path: Path):
    path = many(tmp_path / "many.jsonl", 450)
    with Path(path).open("a", encoding="utf-8") as file:
        file.write("{}\n")
    out, err, status = run(path, "--processes", "2")
    assert (out, status) == ("", 2)
    assert all(":451: " in line for line in err.splitlines())


def test_a_byte_that_is_no_text_is_named_by_its_place(tmp_path: Path):
    path = Path(many(tmp_path / "many.jsonl", 3))
    size = path.stat().st_size
    path.write_bytes(path.read_bytes() + b"\xff\n")
    _, err, status = run(str(path))
    assert status == 2
    assert f"第{size + 1}个字节" in err
