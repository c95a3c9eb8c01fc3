"""Moves each comparison in the modules called ``rules`` by one and runs the tests nearest to it.

    .ci/mutate.py                          every rules module
    .ci/mutate.py villages accounts        those whose name begins so (election_office. may be left out)
    .ci/mutate.py --list villages.rules    only say what would be moved
    .ci/mutate.py --line 178 villages.bodies.rules

Works in a copy, so that nothing here changes. What no test notices is printed at the end; then either a
test at that line of the law is missing, or the line can never be reached. Ends with 1 if anything survived.
"""

from __future__ import annotations

import argparse
import ast
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOPS = ("election_office", "villages", "voters", "candidates", "ballots")
MOVED = {ast.Lt: ("<", "<="), ast.LtE: ("<=", "<"), ast.Gt: (">", ">="), ast.GtE: (">=", ">")}


@dataclass(frozen=True)
class Mutant:
    path: Path
    line: int
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
                and (not wanted or any(name.startswith(one) or short.startswith(one) for one in wanted))
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
            if type(operator) in MOVED:
                old, new = MOVED[type(operator)]
                begin = starts[left.end_lineno - 1] + left.end_col_offset  # type: ignore[operator]
                stop = starts[right.lineno - 1] + right.col_offset
                found = re.search(rb"[<>]=?", raw[begin:stop])
                assert found is not None, (path, node.lineno)
                assert found.group().decode() == old, (path, node.lineno)
                at = begin + found.start()
                line = raw[:at].count(b"\n") + 1
                yield Mutant(path, line, at, at + len(old), new, lines[line - 1])
            left = right


def nearest_tests(path: Path) -> list[list[Path]]:
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
    about = [test for test in found if re.search(r"rules|adjudicate|golden|seats", test.stem)]
    rest = [test for test in found if test not in about]
    return [group for group in (about, rest) if group]


def survives(mutant: Mutant, copy: Path, groups: list[list[Path]]) -> bool:
    there = copy / mutant.path.relative_to(ROOT)
    whole = mutant.path.read_bytes()
    there.write_bytes(whole[: mutant.start] + mutant.new.encode() + whole[mutant.end :])
    try:
        return all(passes(copy, group) for group in groups)
    finally:
        there.write_bytes(whole)


def passes(copy: Path, tests: list[Path]) -> bool:
    names = [test.relative_to(ROOT).as_posix() for test in tests]
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-n", "0", "-p", "no:cacheprovider", *names]
    done = subprocess.run(command, cwd=copy, capture_output=True, check=False)
    if done.returncode not in (0, 1):
        # Not a failed test but a run that could not be made: then nothing is known about the mutant.
        raise SystemExit(done.stdout.decode() + done.stderr.decode())
    return done.returncode == 0


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("modules", nargs="*")
    parser.add_argument("--line", type=int, action="append", help="only comparisons on this line")
    parser.add_argument("--list", action="store_true", help="only say what would be moved")
    options = parser.parse_args()
    every = [one for path in rule_modules(options.modules) for one in mutants(path)]
    every = [one for one in every if not options.line or one.line in options.line]
    if options.list:
        print("\n".join(map(str, every)))
        return 0
    left: list[Mutant] = []
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        skipped = shutil.ignore_patterns(
            ".git", ".venv", ".mypy_cache", ".ruff_cache", "__pycache__", "check"
        )
        shutil.copytree(ROOT, copy, ignore=skipped, symlinks=True)
        for mutant in every:
            groups = nearest_tests(mutant.path)
            alive = not groups or survives(mutant, copy, groups)
            print(f"{'SURVIVED' if alive else 'caught  '} {mutant}", flush=True)
            if alive:
                left.append(mutant)
    print(f"{len(every)} comparisons moved, {len(left)} noticed by no test:")
    print("\n".join(map(str, left)))
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
