"""Recompute results from published counts, without a database: `manage.py adjudicate FILE…`."""

from __future__ import annotations

import gc
import io
import json
import multiprocessing
import os
import sys
import tempfile
from argparse import ArgumentParser
from collections import deque
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand

from ballots.rules import CountFileError, adjudicate, load_count

BAD_INPUT = 2
CHUNK = 200
"""Counts handed to a process at a time; a file with fewer is decided in this process."""
AHEAD = 2
"""Chunks each process has waiting: reading never runs away from deciding, so memory does not grow."""

PIECE = 1 << 16

_AS_JSON = json.JSONEncoder(ensure_ascii=False)

Case = tuple[str, bytes, int]
"""Where a count stands, its bytes, and how many bytes of the file stand before it."""


class Command(BaseCommand):
    """A .json file is one count; a .jsonl file is one count a line; "-" reads standard input.

    One outcome a line goes to standard output and the exit status is 0. When anything is wrong with the
    input, each fault is one line on standard error, no outcome is printed, and the exit status is 2. A long
    .jsonl is shared out among the processors; what is printed and its order are the same.
    """

    help = "按公布的计票数据（election-count/1）重新计算选举结果，输出 election-outcome/1。不读写数据库。"
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "files", nargs="+", metavar="FILE", help="计票文件（.json 或者 .jsonl）；- 为标准输入"
        )
        parser.add_argument("--lines", action="store_true", help="标准输入每行是一份计票")
        parser.add_argument(
            "--processes", type=int, default=0, help="同时使用的处理器个数；不写时用本机全部处理器"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(encoding="utf-8")
        processes = options["processes"] or os.cpu_count() or 1
        faults: list[str] = []
        # Nothing is printed before the last count was read: the outcomes wait on disk, not in memory.
        with tempfile.TemporaryFile() as outcomes:
            for name in options["files"]:
                found: list[str] = []
                try:
                    for text, wrong in _decided(self._cases(name, lines=options["lines"]), processes):
                        outcomes.write(text)
                        found += wrong
                except _UnreadableFile as error:
                    found = [str(error)]
                faults += found
            if faults:
                for fault in faults:
                    self.stderr.write(fault)
                sys.exit(BAD_INPUT)
            outcomes.seek(0)
            self._print(outcomes)

    def _print(self, outcomes: IO[bytes]) -> None:
        text = io.TextIOWrapper(outcomes, encoding="utf-8", newline="")
        while piece := text.read(PIECE):
            self.stdout.write(piece, ending="")
        text.detach()

    def _cases(self, name: str, *, lines: bool) -> Iterator[Case]:
        """Each count of one input with the place it stands."""
        try:
            with sys.stdin.buffer if name == "-" else Path(name).open("rb") as data:
                if lines if name == "-" else name.lower().endswith(".jsonl"):
                    yield from _lines(name, data)
                else:
                    yield name, data.read(), 0
        except OSError as error:
            raise _UnreadableFile(f"{name}: 读不出文件（{error.strerror}）。") from error


class _UnreadableFile(Exception):
    """The whole file cannot be read; the sentence says which and why."""


def _lines(name: str, data: IO[bytes]) -> Iterator[Case]:
    found, start = False, 0
    for number, line in enumerate(data, start=1):
        if line.startswith(b"{") or _text(name, line, start).strip():
            found = True
            yield f"{name}:{number}", line.rstrip(b"\n"), start
        start += len(line)
    if not found:
        raise _UnreadableFile(f"{name}: 没有一份计票。")


def _text(name: str, data: bytes, start: int) -> str:
    try:
        return data.decode("utf-8" if start else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise _UnreadableFile(
            f"{name}: 不是 UTF-8 编码的文字，第{start + error.start + 1}个字节起读不懂。"
        ) from error


def _decided(cases: Iterator[Case], processes: int) -> Iterator[tuple[bytes, list[str]]]:
    """The outcomes of the cases in their order, in pieces: lines ready to print, and faults."""
    first = list(islice(cases, CHUNK))
    if len(first) < CHUNK or processes == 1:
        chunk = first
        while chunk:
            yield _decide(chunk)
            chunk = list(islice(cases, CHUNK))
        return
    gc.freeze()  # what the children share with this process is not copied by their first collection
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        waiting = deque([pool.apply_async(_decide, (first,))])
        while chunk := list(islice(cases, CHUNK)):
            waiting.append(pool.apply_async(_decide, (chunk,)))
            if len(waiting) >= AHEAD * processes:
                yield waiting.popleft().get()
        while waiting:
            yield waiting.popleft().get()


def _decide(cases: list[Case]) -> tuple[bytes, list[str]]:
    lines: list[str] = []
    faults: list[str] = []
    for where, data, start in cases:
        try:
            count = load_count(_text(where, data, start))
            lines.append(_AS_JSON.encode(adjudicate(count).as_dict()))
        except CountFileError as error:
            faults += [f"{where}: {fault}" for fault in error.faults]
    return "".join([f"{line}\n" for line in lines]).encode(), faults
