"""What the house promises about its own code, read from the code itself. Layers: see lint-imports."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from election_office.audit import presenters
from election_office.documents import kinds

ROOT = Path(settings.BASE_DIR)
PACKAGES = (
    "election_office/law",
    "election_office/core",
    "election_office/accounts",
    "election_office/audit",
    "election_office/jobs",
    "election_office/documents",
    "villages",
    "voters",
    "candidates",
    "ballots",
    "election_office/dashboard",
)
APPS = ("villages", "voters", "candidates", "ballots")
CODE = sorted(
    path
    for top in ("election_office", "villages", "voters", "candidates", "ballots", "tests")
    for path in (ROOT / top).rglob("*")
    if path.suffix in (".py", ".html", ".toml") and "__pycache__" not in path.parts
)
PYTHON = [path for path in CODE if path.suffix == ".py" and "tests" not in path.parts]
MAX_FILE, MAX_VIEW = 600, 25


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    """The functions a module defines at its top."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            yield node


def in_layer(layer: str) -> list[Path]:
    """Modules of one kind: ``actions.py`` and every module of an ``actions`` package."""
    return [
        path
        for path in PYTHON
        if path.stem == layer or (path.parent.name == layer and path.stem != "__init__")
    ]


def called(function: ast.AST) -> set[str]:
    """The names of everything a function calls, without what stands before the dot."""
    calls = (node.func for node in ast.walk(function) if isinstance(node, ast.Call))
    return {
        call.attr if isinstance(call, ast.Attribute) else call.id
        for call in calls
        if isinstance(call, ast.Attribute | ast.Name)
    }


def test_no_file_is_longer_than_a_reader_can_hold() -> None:
    # Tests and data may run on; what the program does may not.
    long = {
        name_of(path): lines
        for path in PYTHON
        if "migrations" not in path.parts
        and (lines := len(path.read_text(encoding="utf-8").splitlines())) > MAX_FILE
    }
    assert long == {}


@pytest.mark.parametrize("package", PACKAGES)
def test_every_package_says_on_a_page_what_it_is(package: str) -> None:
    lines = (ROOT / package / "README.md").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("# ")
    assert 10 <= len(lines) <= 80


def test_no_view_is_longer_than_a_screen() -> None:
    views = [*in_layer("views"), *in_layer("staff_views")]
    long = {
        f"{name_of(path)}:{function.name}": function.end_lineno - function.lineno + 1
        for path in views
        for function in functions(path)
        if function.end_lineno is not None and function.end_lineno - function.lineno + 1 > MAX_VIEW
    }
    assert len(views) > 10
    assert long == {}


# ------------------------------------------------------------------ actions


def offered(app: str) -> set[str]:
    """The acts an app offers: what its package of actions names in ``__all__``, or every public one."""
    package = ROOT / app / "actions" / "__init__.py"
    if not package.exists():
        return {one.name for one in functions(package.parent.with_suffix(".py")) if one.name[0] != "_"}
    for node in ast.parse(package.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__":
            return set(ast.literal_eval(node.value))
    raise AssertionError(f"{app}.actions names no __all__")


def acts() -> Iterator[tuple[str, ast.FunctionDef, dict[str, ast.FunctionDef]]]:
    """Every act an app offers that leaves a trace, with the functions of its module."""
    for app in APPS:
        names = offered(app)
        for path in in_layer("actions"):
            if path.relative_to(ROOT).parts[0] != app:
                continue
            every = {function.name: function for function in functions(path)}
            for name in names & every.keys():
                if "record" in called(every[name]):
                    yield f"{name_of(path)}:{name}", every[name], every


def test_an_act_is_called_by_names_and_says_who_acts() -> None:
    """``by`` is the person; background work brings them with its progress."""
    wrong = []
    for name, function, _ in acts():
        keywords = {one.arg for one in function.args.kwonlyargs}
        if function.args.args or function.args.posonlyargs or not keywords & {"by", "progress"}:
            wrong.append(name)
    assert wrong == []


def fenced(function: ast.FunctionDef, helpers: dict[str, ast.FunctionDef]) -> bool:
    """Whether ``require`` stands in the function or in a helper of its module that it calls."""
    names = called(function)
    return bool(names & {"require", "require_in"}) or any(
        fenced(helpers[name], helpers) for name in names & helpers.keys() if name != function.name
    )


def test_an_act_asks_who_may_before_it_leaves_a_trace() -> None:
    asked = [(name, fenced(function, every)) for name, function, every in acts()]
    assert len(asked) > 30
    assert [name for name, ok in asked if not ok] == []


# ------------------------------------------------------------------ words and papers


def recorded_acts() -> dict[str, str]:
    """Every act that some ``record(…)`` names, and where."""
    found: dict[str, str] = {}
    for path in PYTHON:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name not in ("record", "_record"):
                continue
            for text in ast.walk(node.args[0]):
                if isinstance(text, ast.Constant) and isinstance(text.value, str) and "." in text.value:
                    found[text.value] = name_of(path)
    return found


def test_every_act_in_the_trail_has_a_chinese_name() -> None:
    acts = recorded_acts()
    assert len(acts) > 40
    # An act whose name is put together ends in its dot here: some act of that family has a name.
    known = {code for code, _ in presenters.action_choices()}
    families = {f"{code.partition('.')[0]}." for code in known}
    assert {act: where for act, where in acts.items() if act not in known | families} == {}


def test_every_row_the_trail_points_at_has_a_chinese_name() -> None:
    """The target of each recorded act of the apps is a model the trail can name."""
    named = {presenters.target_label(f"{label}:1").removesuffix(" 1") for label in presenters._targets}
    assert all(any("一" <= sign <= "鿿" for sign in name) for name in named)
    for app in APPS[:3]:
        assert any(label.startswith(f"{app}.") for label in presenters._targets), app


def test_every_paper_is_registered_by_the_app_that_its_code_names() -> None:
    wrong = [
        kind.code
        for kind in kinds.every()
        if not kind.code.startswith("test.")
        and kind.facts.__module__.split(".")[0] != kind.code.split(".")[0]
    ]
    assert wrong == []
    assert {"villages.day_notice", "villages.register_notice", "candidates.formal_notice"} <= {
        kind.code for kind in kinds.every()
    }


def test_a_paper_that_closes_a_step_by_hanging_opens_it_again_when_it_does_not() -> None:
    """A posting entered by mistake, or a paper revoked, must not leave its step closed."""
    wrong = [
        kind.code
        for kind in kinds.every()
        if kind.on_posted and not (kind.on_voided and kind.on_revoked) and not kind.code.startswith("test.")
    ]
    assert wrong == []


def test_every_step_a_paper_closes_names_a_paper_there_is() -> None:
    from villages.catalogue import step_kinds  # noqa: PLC0415 -- beside its only use

    wanted = {
        kind.closes_with.partition(":")[2]
        for kind in step_kinds().values()
        if kind.closes_with.startswith(("document:", "issued:"))
    }
    assert wanted - {kind.code for kind in kinds.every()} == set()
