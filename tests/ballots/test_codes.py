"""What a rule says and what the page of codes explains are the same list."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from ballots.issuing import rules as issuing
from ballots.rules import codes, polls, results, sheets
from ballots.rules.codes import CODES
from ballots.rules.sheet_codes import ISSUE_CODES, POLL_CODES, SHEET_CODES
from villages.readings import rules as readings


def _emitted(*modules: ModuleType) -> Iterator[str]:
    """The code of every finding these modules can make; a cell behind ``@`` is no part of it."""
    for module in modules:
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Finding":
                named = [one.value for one in node.keywords if one.arg == "code"]
                code = (list(node.args) or named)[0]
                text = code.values[0] if isinstance(code, ast.JoinedStr) else code
                assert isinstance(text, ast.Constant), ast.unparse(node)
                yield str(text.value).partition("@")[0]


def test_every_finding_of_a_sheet_and_of_the_polls_is_explained_and_no_other() -> None:
    # Who may type and who may decide is asked by the rules that all papers typed twice share.
    assert set(_emitted(sheets)) <= set(SHEET_CODES) <= set(_emitted(sheets, readings))
    assert set(_emitted(polls, results, issuing)) == POLL_CODES.keys() | ISSUE_CODES.keys()


def test_every_code_of_a_result_is_used_by_a_rule() -> None:
    folder = Path(inspect.getfile(codes)).parent
    used = {
        node.value
        for path in folder.glob("*.py")
        if path.name not in ("codes.py", "sheet_codes.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert set(CODES) <= used
