"""No app names a kind, a URL, a step's page or a template of an app above it. Imports: see lint-imports.

``tests/arrows.txt`` names what is still to be moved: a file and what it names. It only gets shorter.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
LIST = Path(__file__).parent / "arrows.txt"
TOPS = ("election_office", "villages", "voters", "candidates", "ballots", "templates")
# Folders of templates that belong to no app by their name.
SHARED = {"layout": "core", "components": "core", "core": "core", "bootstrap5": "core", "print": "documents"}
Tree = dict[str, str]


def read_tree() -> Tree:
    return {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
        for top in TOPS
        for path in sorted((ROOT / top).rglob("*"))
        if path.suffix in (".py", ".html", ".toml") and "migrations" not in path.parts
    }


def layers() -> list[str]:
    """The staircase, the lowest first, as import-linter holds it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    listed: list[str] = project["tool"]["importlinter"]["contracts"][0]["layers"]
    return listed[::-1]


def texts(path: str, source: str) -> Iterator[str]:
    """What a file says: the strings of Python without docstrings, a template or a table without comments."""
    if path.endswith(".toml"):
        yield "\n".join(line.partition("  #")[0] for line in source.splitlines() if not line.startswith("#"))
    elif path.endswith(".html"):
        yield re.sub(r"{#.*?#}|{% comment.*?endcomment %}", "", source, flags=re.DOTALL)
    else:
        yield from strings(ast.parse(source))


def strings(tree: ast.Module) -> Iterator[str]:
    homes = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, homes) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


def floor(path: str) -> int | None:
    """How high a file stands on the staircase; None for the wiring at the top."""
    parts = path.split("/")
    if parts[0] == "templates":
        # print/voters/card.html is a template of voters.
        folders = parts[2:-1] if parts[1] == "print" and len(parts) > 3 else [SHARED.get(parts[1], parts[1])]
        parts = folders if folders[0] in layers() else ["election_office", folders[0]]
    name = ".".join(parts)
    return next((n for n, layer in enumerate(layers()) if f"{name}.".startswith(f"{layer}.")), None)


def arrows_up(tree: Tree) -> set[tuple[str, str]]:
    """(file, what it names) of an app above the file."""
    staircase = layers()
    arrows = set()
    for path, source in tree.items():
        height = floor(path)
        if height is None:
            continue
        above = [layer.rpartition(".")[2] for layer in staircase[height + 1 :]]
        above = [name for name in above if name != "urls"]
        if above:
            # A kind or module ("ballots.paper"), a URL ("ballots:count"), a template ("ballots/count.html").
            pattern = re.compile(rf"(?<![\w./:-])(?:{'|'.join(above)})[.:/][a-z_]\w*(?:\.html)?")
            arrows |= {(path, match) for text in texts(path, source) for match in pattern.findall(text)}
    return arrows


def listed() -> set[tuple[str, str]]:
    lines = LIST.read_text(encoding="utf-8").splitlines()
    return {(line.split()[0], line.split()[1]) for line in lines if line}


def test_no_app_names_what_belongs_to_an_app_above_it() -> None:
    found = arrows_up(read_tree())
    assert sorted(found - listed()) == [], "Let the higher app register it: tabs, entries, papers, steps."
    assert sorted(listed() - found) == [], "Moved: take these lines out of tests/arrows.txt."


@pytest.mark.parametrize(
    ("path", "source", "arrow"),
    [
        ("villages/views/notices.py", 'KINDS = {"candidates.formal_notice"}', "candidates.formal_notice"),
        ("villages/steps.toml", 'page = "voters:roll"', "voters:roll"),
        ("templates/layout/base.html", '{% url "ballots:count" 1 %}', "ballots:count"),
        ("templates/villages/step.html", '{% include "voters/row.html" %}', "voters/row.html"),
        ("templates/print/voters/card.html", '{% extends "ballots/x.html" %}', "ballots/x.html"),
        ("election_office/core/forms.py", 'page = "documents:list"', "documents:list"),
    ],
)
def test_an_arrow_in_a_text_is_seen(path: str, source: str, arrow: str) -> None:
    assert arrows_up({path: source}) == {(path, arrow)}


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("ballots/views/count.py", 'redirect("villages:election_detail")'),
        ("voters/views/roll.py", '"""Like ballots:count."""'),
        ("villages/steps.toml", '# voters:roll closes it\npage = "villages:bodies"'),
        ("templates/layout/base.html", "{# ballots:count #}"),
        ("election_office/urls.py", 'include("ballots.urls")'),
        ("voters/imports/columns.py", 'name = "candidates"'),
    ],
)
def test_what_points_down_or_says_nothing_is_no_arrow(path: str, source: str) -> None:
    assert arrows_up({path: source}) == set()
