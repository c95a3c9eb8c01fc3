"""python3 verify.pyz FILE.zip: the command, alike in the package and in manage.py."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

from election_office.archive.verifier.checking import Report, check
from election_office.archive.verifier.container import Unreadable

Say = Callable[[str], object]


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="档案文件（.zip）")
    parser.add_argument("--passphrase-file", type=Path, help="口令文件，第一行是口令")
    parser.add_argument("--key", default="", help="另处抄得的公钥；给出时核对签名的是不是它")
    parser.add_argument("--open", type=Path, help="加密的档案解开后写到这个文件")


def run(file: Path, passphrase_file: Path | None, key: str, target: Path | None, say: Say, fault: Say) -> int:
    """0: as it was made. 1: something differs, each thing named."""
    try:
        report = _report(file, passphrase_file, key, target)
    except Unreadable as error:
        fault(str(error))
        return 1
    except OSError as error:
        fault(f"打不开文件：{error.filename or file}（{error.strerror}）。")
        return 1
    for line in report.faults:
        fault(line)
    if report.faults:
        fault(f"校验没有通过，共{len(report.faults)}处不符。")
        return 1
    for line in report.results:
        say(line)
    if report.missing:
        say(f"归档时注明缺少{len(report.missing)}项，见目录。")
    say(f"签名公钥：{report.key}（请与目录上印的和另处保存的核对）")
    say(f"OK {report.title}，{report.made_at}归档，{report.files}个文件全部相符。")
    return 0


def _report(file: Path, passphrase_file: Path | None, key: str, target: Path | None) -> Report:
    words = ""
    if passphrase_file is not None:
        words = passphrase_file.read_text(encoding="utf-8").split("\n")[0].strip()
    with ExitStack() as stack:
        source = stack.enter_context(file.open("rb"))
        content = stack.enter_context(target.open("x+b")) if target is not None else None
        return check(source, passphrase=words, key=key, content=content)


def main(arguments: Sequence[str] | None = None) -> int:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    parser = ArgumentParser(
        prog="verify.pyz", description="校验村级换届选举档案：文件、签名、计票结果。只用Python自带的库。"
    )
    add_arguments(parser)
    given = parser.parse_args(arguments)
    return run(
        given.file,
        given.passphrase_file,
        given.key,
        given.open,
        lambda line: sys.stdout.write(f"{line}\n"),
        lambda line: sys.stderr.write(f"{line}\n"),
    )
