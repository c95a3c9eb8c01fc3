"""Moves each comparison in the modules called ``rules`` by one and runs the tests that pass over it.

    .ci/mutate.py                          every rules module
    .ci/mutate.py villages accounts        those whose name begins so (election_office. may be left out)
    .ci/mutate.py --list villages.rules    only say what would be moved
    .ci/mutate.py --line 178 villages.bodies.rules

One pytest process a module: it first runs the nearest tests as they are and notes which of them execute which
line of the module, then puts each changed comparison into the functions in memory and runs the tests of its
line until the first that fails. Nothing on disk changes. What no test notices is printed at the end; then
either a test at that line of the law is missing, or the line can never be reached. Ends with 1 if anything
survived.
"""

from __future__ import annotations

import argparse
import ast
import functools
import gc
import re
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FrameType, FunctionType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

ROOT = Path(__file__).resolve().parent.parent
TOPS = ("election_office", "villages", "voters", "candidates", "ballots")
# What stands behind a comparison that would be the same when moved: it sees no equal numbers, or both ways
# lead to the same there.
SAME_MOVED = ("# never equal", "# equal is the same")
MOVED = {ast.Lt: ("<", "<="), ast.LtE: ("<=", "<"), ast.Gt: (">", ">="), ast.GtE: (">=", ">")}


@dataclass(frozen=True)
class Mutant:
    path: Path
    line: int
    lines: range  # a comparison over several lines is passed over where it begins
    start: int
    end: int
    new: str
    text: str

    def __str__(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.line}  {self.text.strip()}  → {self.new}"


def module_name(path: Path) -> str:
    return path.relative_to(ROOT).with_suffix("").as_posix().removesuffix("/__init__").replace("/", ".")


def rule_modules(wanted: list[str]) -> Iterator[Path]:
    for top in TOPS:
        for path in sorted((ROOT / top).rglob("*.py")):
            name = module_name(path)
            short = name.removeprefix("election_office.")
            if (
                "rules" in name.split(".")
                and "management" not in path.parts
                and (not wanted or any(name.startswith(w) or short.startswith(w) for w in wanted))
            ):
                yield path


def mutants(path: Path) -> Iterator[Mutant]:
    source = path.read_text(encoding="utf-8")
    lines = source.splitlines(keepends=True)
    # Columns of the syntax tree count bytes; Chinese sentences stand in these files.
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line.encode()))
    raw = source.encode()
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Compare):
            continue
        left: ast.expr = node.left
        for operator, right in zip(node.ops, node.comparators, strict=True):
            if type(operator) in MOVED and not lines[right.lineno - 1].rstrip().endswith(SAME_MOVED):
                old, new = MOVED[type(operator)]
                begin = starts[left.end_lineno - 1] + left.end_col_offset  # type: ignore[operator]
                stop = starts[right.lineno - 1] + right.col_offset
                found = re.search(rb"[<>]=?", raw[begin:stop])
                assert found is not None, (path, node.lineno)
                assert found.group().decode() == old, (path, node.lineno)
                at = begin + found.start()
                number = raw[:at].count(b"\n") + 1
                spread = range(node.lineno, right.end_lineno + 1)  # type: ignore[operator]
                yield Mutant(path, number, spread, at, at + len(old), new, lines[number - 1])
            left = right


def nearest_tests(path: Path) -> list[str]:
    """The test files that import the module: first those that are about rules, then the others."""
    package, _, last = module_name(path).rpartition(".")
    names = [rf"{package}\.{last}\b", rf"from {re.escape(package)} import [^\n]*\b{last}\b"]
    if package.rpartition(".")[2] == "rules":
        above = package.rpartition(".")[0]
        names.append(rf"from {re.escape(above)} import [^\n]*\brules\b|from {re.escape(package)} import")
    pattern = re.compile("|".join(names))
    found = [
        test
        for test in sorted((ROOT / "tests").rglob("test_*.py"))
        if "journeys" not in test.parts
        and "bench" not in test.parts
        and pattern.search(test.read_text(encoding="utf-8"))
    ]
    found.sort(key=lambda test: not re.search(r"rules|adjudicate|golden|seats", test.stem))
    return [test.relative_to(ROOT).as_posix() for test in found]


@dataclass(frozen=True)
class OfSession:
    """Stands for the next test: of another file, so that of all fixtures only the session's stay."""

    session: pytest.Session

    def listchain(self) -> list[pytest.Session]:
        return [self.session]


class Mutating:
    """The plugin of one pytest process: the tests of one module, once as it is and once for each mutant."""

    def __init__(self, path: Path, moved: list[Mutant]) -> None:
        self.path = path
        self.moved = moved
        self.over: dict[int, list[pytest.Item]] = defaultdict(list)
        self.seconds: dict[pytest.Item, float] = {}
        self.left: list[Mutant] = []

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        for item in session.items:
            begun, lines = time.monotonic(), set[int]()
            if self.passes(item, lines):
                self.seconds[item] = time.monotonic() - begun
                for line in lines:
                    self.over[line].append(item)
        for mutant in self.moved:
            alive = self.survives(mutant)
            print(f"{'SURVIVED' if alive else 'caught  '} {mutant}", flush=True)
            if alive:
                self.left.append(mutant)
        return True

    def passes(self, item: pytest.Item, lines: set[int] | None = None) -> bool:
        item._initrequest()  # type: ignore[attr-defined]  # a test run again needs a new request
        if lines is not None:
            self.follow(lines)
        try:
            reports = runtestprotocol(item, nextitem=OfSession(item.session), log=False)  # type: ignore[arg-type]
        finally:
            sys.settrace(None)
            threading.settrace(None)
        return all(report.outcome == "passed" for report in reports) and len(reports) > 2

    def follow(self, lines: set[int]) -> None:
        name = str(self.path)

        def inside(frame: FrameType, event: str, argument: Any) -> Any:
            lines.add(frame.f_lineno)
            return inside

        def calls(frame: FrameType, event: str, argument: Any) -> Any:
            return inside(frame, event, argument) if frame.f_code.co_filename == name else None

        sys.settrace(calls)
        threading.settrace(calls)

    def survives(self, mutant: Mutant) -> bool:
        whole = mutant.path.read_bytes()
        changed = whole[: mutant.start] + mutant.new.encode() + whole[mutant.end :]
        before = put_in(self.path, codes(compile(changed, str(self.path), "exec", dont_inherit=True)))
        try:
            over = {item for line in mutant.lines for item in self.over[line]}
            tests = sorted(over, key=self.seconds.__getitem__)
            return all(self.passes(item) for item in tests)
        finally:
            for function, code in before:
                function.__code__ = code
            forget_answers()


def codes(module: CodeType) -> dict[tuple[str, int], CodeType]:
    """Every function of a compiled module by its full name and first line, inner ones included."""
    found: dict[tuple[str, int], CodeType] = {}
    waiting = [module]
    while waiting:
        for part in waiting.pop().co_consts:
            if isinstance(part, CodeType):
                found[part.co_qualname, part.co_firstlineno] = part
                waiting.append(part)
    return found


def put_in(path: Path, new: dict[tuple[str, int], CodeType]) -> list[tuple[FunctionType, CodeType]]:
    """Give the living functions of that file their changed code; answers what they had."""
    before = []
    gc.unfreeze()  # what a test process set aside for good would not be found
    for thing in gc.get_objects():
        if type(thing) is FunctionType and thing.__code__.co_filename == str(path):
            code = new.get((thing.__code__.co_qualname, thing.__code__.co_firstlineno))
            if code is not None and code != thing.__code__:
                before.append((thing, thing.__code__))
                thing.__code__ = code
    forget_answers()
    return before


def forget_answers() -> None:
    """What a function remembers of its answers may come from the other code."""
    for thing in gc.get_objects():
        if type(thing) is functools._lru_cache_wrapper and thing.__module__.startswith(TOPS):
            thing.cache_clear()


def inside(path: Path, lines: list[int] | None) -> int:
    moved = [mutant for mutant in mutants(path) if not lines or mutant.line in lines]
    tests = nearest_tests(path)
    plugin = Mutating(path, moved)
    # No class of a plugin's own may end the run, and a test that fails is what is looked for.
    status = pytest.main(["-q", "-n", "0", "-p", "no:cacheprovider", *tests], [plugin]) if tests else 0
    if status not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.NO_TESTS_COLLECTED):
        return int(status) + 10
    left = plugin.left if tests else moved
    for mutant in left:
        print(f"LEFT {mutant}")
    return 1 if left else 0


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("modules", nargs="*")
    parser.add_argument("--line", type=int, action="append", help="only comparisons on this line")
    parser.add_argument("--list", action="store_true", help="only say what would be moved")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    if options.inside:
        return inside(ROOT / options.modules[0], options.line)
    every = {path: list(mutants(path)) for path in rule_modules(options.modules)}
    if options.list:
        print("\n".join(str(mutant) for moved in every.values() for mutant in moved))
        return 0
    left: list[str] = []
    for path in (path for path, moved in every.items() if moved):
        command = [sys.executable, __file__, "--inside", path.relative_to(ROOT).as_posix()]
        command += [f"--line={line}" for line in options.line or ()]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        said = done.stdout.splitlines()
        print("\n".join(line for line in said if line.startswith(("SURVIVED", "caught"))), flush=True)
        if done.returncode not in (0, 1):
            raise SystemExit(done.stdout + done.stderr)
        left += [line.removeprefix("LEFT ") for line in said if line.startswith("LEFT ")]
    total = sum(
        not options.line or mutant.line in options.line for moved in every.values() for mutant in moved
    )
    print(f"{total} comparisons moved, {len(left)} noticed by no test:")
    print("\n".join(left))
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
