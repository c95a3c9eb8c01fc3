"""An archive of a finished village: what it holds, and that nothing of it can be changed unseen."""

from __future__ import annotations

import io
import json
import random
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.core.management import call_command
from openpyxl import load_workbook
from pypdf import PdfReader

from ballots.rules import adjudicate
from election_office.archive.verifier.checking import check, decisive
from election_office.archive.verifier.container import Unreadable, form_faults, opened, pieces
from election_office.archive.verifier.pack import verifier
from tests.archive.conftest import PASSPHRASE, Made

pytestmark = pytest.mark.django_db


def copy_of(path: Path, target: Path, *, without: str = "", changed: str = "", added: str = "") -> Path:
    """The same archive with one file left out, one byte of a file changed, or one file more."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for info in old.infolist():
            data = old.read(info)
            if info.filename == changed:
                data = data[:40] + bytes([data[40] ^ 1]) + data[41:]
            if info.filename != without:
                new.writestr(zipfile.ZipInfo(info.filename, info.date_time), data)
        if added:
            new.writestr(added, b"x")
    return target


def faults_of(path: Path, **more: str) -> list[str]:
    with path.open("rb") as source:
        return check(source, **more).faults


def test_it_holds_every_kind_in_its_box(made: Made):
    with zipfile.ZipFile(made.path) as archive:
        names = archive.namelist()
        manifest = json.loads(archive.read("manifest.json"))
        book = load_workbook(io.BytesIO(archive.read("目录.xlsx")))
        page = archive.read("目录.html").decode()
        pdf = PdfReader(io.BytesIO(archive.read("目录.pdf")))
    for pattern in (
        r"07提名和候选人/\d{3}.*候选人.*\.pdf",
        r"07提名和候选人/\d{3}.*候选人.*\.docx",
        r"07提名和候选人/\d{3}.*张贴.*\.jpg",
        r"08投票准备和投票/\d{3}.*附件\d+\.jpg",
        r"09计票和结果/\d{3}第一次投票计票数据\.json",
        r"09计票和结果/\d{3}第一次投票选举结果\.json",
        r"03登记和名单/\d{3}参选人员名册\.csv",
        r"11规则和留痕/\d{3}适用规则\.json",
        r"11规则和留痕/\d{3}操作留痕\.csv",
        r"verify\.pyz",
        r"说明\.txt",
    ):
        assert any(re.fullmatch(pattern, name) for name in names), pattern
    assert [row["path"] for row in manifest["files"]] == names[:-2]
    assert made.row.missing == manifest["missing"]
    assert "委托书原件没有登记原件。" in manifest["missing"]
    assert any("没有张贴照片" not in line and "没有签发" in line for line in manifest["missing"])
    listed = [row["path"] for row in manifest["files"] if "/" in row["path"]]
    assert [row[7].value for row in book["目录"].iter_rows(min_row=2)] == listed
    assert manifest["signer"] in page
    assert "<script" not in page
    text = re.sub(r"\s", "", "".join(one.extract_text() for one in pdf.pages))
    assert manifest["signer"] in text
    assert "未经验证工具验证" in text
    assert list(pdf.attachments) == ["catalogue.json"]


def test_a_whole_archive_passes_and_its_result_is_worked_out_anew(made: Made):
    with made.path.open("rb") as source:
        report = check(source)
    assert report.faults == []
    assert report.results == ["第一次投票按计票数据重新计算，与宣布的结果一致。"]
    assert report.files == made.row.files
    assert faults_of(made.path, key=report.key) == []
    [fault] = faults_of(made.path, key=report.key[:-3] + "AA=")
    assert "签名的不是给出的公钥" in fault


def test_a_changed_a_missing_and_an_added_file_are_named(made: Made, tmp_path: Path):
    with zipfile.ZipFile(made.path) as archive:
        pdf = next(name for name in archive.namelist() if name.endswith(".pdf"))
        outcome = next(name for name in archive.namelist() if name.endswith("选举结果.json"))
    changed = copy_of(made.path, tmp_path / "1.zip", changed=pdf)
    assert faults_of(changed) == [f"文件被改动：{pdf}"]
    assert faults_of(copy_of(made.path, tmp_path / "2.zip", without=outcome)) == [f"缺少文件：{outcome}"]
    added = copy_of(made.path, tmp_path / "3.zip", added="09计票和结果/补充.txt")
    assert faults_of(added) == ["多出文件：09计票和结果/补充.txt"]
    assert "签名不符" in faults_of(copy_of(made.path, tmp_path / "4.zip", changed="manifest.sig"))[0]


def test_the_bits_left_over_behind_packed_data_are_nought(tmp_path: Path):
    """Eight lengths of text end on different bits; whichever bit of the last byte is turned, it is seen."""
    for length in range(8):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            info = zipfile.ZipInfo("a.txt", (2026, 12, 1, 8, 0, 0))
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            archive.writestr(info, "演示" * 40 + "x" * length + str(length))
        whole = packed.getvalue()
        with opened(io.BytesIO(whole)) as archive:
            assert form_faults(archive) == []
            last = archive.infolist()[0].compress_size + 30 + len("a.txt") - 1
        turned = [bytearray(whole) for _ in range(8)]
        for bit, data in enumerate(turned):
            data[last] ^= 1 << bit
        assert [bit for bit, data in enumerate(turned) if not is_seen(bytes(data))] == []


def is_seen(data: bytes) -> bool:
    with opened(io.BytesIO(data)) as archive:
        try:
            return bool(form_faults(archive)) or not list(pieces(archive, "a.txt"))
        except Unreadable:
            return True


def test_every_byte_counts(made: Made, tmp_path: Path):
    """A byte flipped anywhere, heads and table of contents too, is seen."""
    whole, chance = made.path.read_bytes(), random.Random(14)
    places = [*range(0, 60, 3), *range(len(whole) - 60, len(whole)), *chance.sample(range(len(whole)), 25)]
    places += chance.sample(range(whole.rindex(b"manifest.sig") - 2000, len(whole)), 60)
    unseen = []
    for place in places:
        data = bytearray(whole)
        data[place] ^= 0x20
        try:
            found = check(io.BytesIO(bytes(data))).faults
        except Unreadable:
            continue
        if not found:
            unseen.append(place)
    assert unseen == []


def test_a_count_that_was_exchanged_for_another_does_not_give_the_result(made: Made, tmp_path: Path):
    """Who can sign could exchange both; the count and the outcome must still agree."""
    with zipfile.ZipFile(made.path) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        [row] = manifest["results"]
        count = json.loads(archive.read(row["count"]))
        outcome = json.loads(archive.read(row["outcome"]))
    outcome["posts"][0]["elected"][0]["name"] = "主乙"

    assert decisive(adjudicate(count).as_dict()) != decisive(outcome)


def test_the_command_names_the_fault_and_ends_with_one(made: Made, tmp_path: Path, capsys):
    call_command("verify_archive", str(made.path))
    assert "全部相符" in capsys.readouterr().out
    with zipfile.ZipFile(made.path) as archive:
        name = archive.namelist()[0]
    changed = copy_of(made.path, tmp_path / "changed.zip", changed=name)
    with pytest.raises(SystemExit) as ended:
        call_command("verify_archive", str(changed))
    assert ended.value.code == 1
    assert f"文件被改动：{name}" in capsys.readouterr().err


def run_packed(folder: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """verify.pyz as it lies in the archive, by plain Python without any package."""
    program = folder / "verify.pyz"
    if not program.exists():
        program.write_bytes(verifier())
    command = [sys.executable, "-I", "-S", str(program), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, cwd=folder)


def test_the_packed_verifier_says_the_same_without_any_package(made: Made, tmp_path: Path):
    with zipfile.ZipFile(made.path) as archive:
        assert archive.read("verify.pyz") == verifier()
        name = archive.namelist()[0]
    good = run_packed(tmp_path, made.path)
    assert (good.returncode, good.stderr) == (0, "")
    assert "与宣布的结果一致" in good.stdout
    for more, said in (
        ({"changed": name}, f"文件被改动：{name}"),
        ({"without": name}, f"缺少文件：{name}"),
        ({"added": "多的.txt"}, "多出文件：多的.txt"),
    ):
        bad = run_packed(tmp_path, copy_of(made.path, tmp_path / "bad.zip", **more))
        assert (bad.returncode, said in bad.stderr) == (1, True)


def test_a_sealed_archive_opens_with_its_passphrase_alone(made: Made, tmp_path: Path):
    with zipfile.ZipFile(made.sealed) as archive:
        assert archive.namelist() == ["说明.txt", "verify.pyz", "content.sealed"]
        assert b"\xe8" not in archive.read("content.sealed")[:8]
    opened = tmp_path / "opened.zip"
    good = run_packed(tmp_path, made.sealed, "--passphrase-file", made.passphrase, "--open", opened)
    assert (good.returncode, good.stderr) == (0, "")
    assert faults_of(opened) == []
    with pytest.raises(Unreadable, match="用口令加密"):
        faults_of(made.sealed)
    with pytest.raises(Unreadable, match="口令不对"):
        faults_of(made.sealed, passphrase=PASSPHRASE + "错")
    changed = copy_of(made.sealed, tmp_path / "changed.zip", changed="verify.pyz")
    assert faults_of(changed, passphrase=PASSPHRASE) == ["文件被改动：verify.pyz"]
    with pytest.raises(Unreadable):
        faults_of(copy_of(made.sealed, tmp_path / "cut.zip", changed="content.sealed"), passphrase=PASSPHRASE)
