"""verify.pyz: this package, the rules of the count and the law they read, as one file that Python runs.

The law keeps its tables in files beside its modules, which a ZIP has not: so the program unpacks itself
into a folder of its own for as long as it runs.
"""

from __future__ import annotations

import io
import zipfile
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
PACKAGES = ("election_office/archive/verifier", "ballots/rules", "election_office/law")
SINGLE = ("election_office/core/names.py", "election_office/core/data/variants.txt")
# The packages around them, without what they load in the office.
EMPTY = (
    "election_office/__init__.py",
    "election_office/archive/__init__.py",
    "election_office/core/__init__.py",
    "ballots/__init__.py",
)
_OLD = (1980, 1, 1, 0, 0, 0)
_MAIN = """\
import os, sys, tempfile, zipfile

if sys.version_info < (3, 11):
    sys.exit("需要Python 3.11或者更新的版本。")
with tempfile.TemporaryDirectory() as folder:
    with zipfile.ZipFile(os.path.dirname(os.path.abspath(__file__))) as program:
        program.extractall(folder)
    sys.dont_write_bytecode = True
    sys.path.insert(0, folder)
    from election_office.archive.verifier.cli import main

    status = main()
sys.exit(status)
"""


@cache
def verifier() -> bytes:
    """The same bytes from the same program."""
    found = dict.fromkeys(EMPTY, b"") | {"__main__.py": _MAIN.encode()}
    for name in (*SINGLE, *(name for folder in PACKAGES for name in _files(folder))):
        found[name] = (ROOT / name).read_bytes()
    target = io.BytesIO(b"#!/usr/bin/env python3\n")
    target.seek(0, io.SEEK_END)
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as program:
        for name in sorted(found):
            program.writestr(zipfile.ZipInfo(name, _OLD), found[name], zipfile.ZIP_DEFLATED)
    return target.getvalue()


def _files(folder: str) -> list[str]:
    return [
        path.relative_to(ROOT).as_posix()
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in (".py", ".toml", ".txt") and "__pycache__" not in path.parts
    ]
