"""The finished village of the demonstration, archived, and checked by whoever gets the file."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.archive.test_archive import copy_of
from tests.services import demonstration, manage

pytestmark = pytest.mark.journey

# The village whose result is declared and stands.
MAKE = """
from ballots.models import Result
from django.core.management import call_command
declared = Result.objects.filter(revoked_at=None).order_by("pk").first()
call_command("archive", "--election", str(declared.round.election_id), "--out", {out!r})
"""


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made on a copy: the demonstration itself stays as every walk finds it."""
    folder = tmp_path_factory.mktemp("kept")
    shutil.copytree(demonstration() / "data", folder / "data")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    environment |= {
        "OFFICE_DATA_DIR": str(folder / "data"),
        "OFFICE_DEMO": "1",
        "OFFICE_EAGER": "1",
        "DJANGO_SETTINGS_MODULE": "election_office.settings",
    }
    out = folder / "village.zip"
    manage(environment, "shell", "-v", "0", "-c", MAKE.format(out=str(out)))
    return out


def by_the_office(path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    status = 0
    try:
        call_command("verify_archive", str(path))
    except SystemExit as ended:
        status = int(str(ended.code))
    said = capsys.readouterr()
    return status, said.out + said.err


def by_plain_python(program: Path, path: Path) -> tuple[int, str]:
    """verify.pyz as it came out of the archive, without any package, in a folder of its own."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(program), str(path)],
        capture_output=True,
        text=True,
        cwd=program.parent,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_whole_then_changed_removed_and_added(
    archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with zipfile.ZipFile(archive) as kept:
        names = kept.namelist()
        kept.extract("verify.pyz", tmp_path)
    paper = next(name for name in names if name.endswith(".pdf") and "/" in name)
    outcome = next(name for name in names if name.endswith("选举结果.json"))
    more = "09计票和结果/补充.txt"
    spoilt = {
        f"文件被改动：{paper}": copy_of(archive, tmp_path / "1.zip", changed=paper),
        f"缺少文件：{outcome}": copy_of(archive, tmp_path / "2.zip", without=outcome),
        f"多出文件：{more}": copy_of(archive, tmp_path / "3.zip", added=more),
    }

    for status, said in (by_the_office(archive, capsys), by_plain_python(tmp_path / "verify.pyz", archive)):
        assert (status, "与宣布的结果一致" in said, "OK" in said) == (0, True, True), said
    for sentence, path in spoilt.items():
        for status, said in (by_the_office(path, capsys), by_plain_python(tmp_path / "verify.pyz", path)):
            assert status == 1
            assert sentence in said
            assert "共1处不符" in said
