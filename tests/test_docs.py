"""What the docs say of the program is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

from ballots.models import CountSheet
from candidates.models import ReviewFile
from election_office.documents.models import Document
from tests import guards
from villages.models.elections import Stage

DOCS = Path(settings.BASE_DIR) / "docs"
STATES = {
    "Election": set(Stage.values),
    "Count sheet": set(CountSheet.State.values),
    "Paper": set(Document.State.values),
    "Review file": set(ReviewFile.State.values),
}


def diagrams() -> dict[str, str]:
    text = (DOCS / "states.md").read_text(encoding="utf-8")
    return dict(re.findall(r"^## ([^(\n]+?) \(.*?```mermaid\n(.*?)```", text, re.MULTILINE | re.DOTALL))


@pytest.mark.parametrize("thing", STATES)
def test_the_picture_of_states_shows_every_state_and_no_other(thing: str) -> None:
    shown = set(re.findall(r"\b(\w+) --> (\w+)", diagrams()[thing]))
    assert {state for arrow in shown for state in arrow} == STATES[thing]


def test_the_acts_on_the_arrows_are_acts() -> None:
    acts = {name.rpartition(".")[2] for name in guards.acts(guards.read_tree())}
    named = {
        word
        for picture in diagrams().values()
        for arrow in re.findall(r": (.*)", picture)
        for word in re.findall(r"\b[a-z]+_[a-z_]+\b", arrow)
        if word != "follow_up"
    }
    assert len(named) > 20
    assert named - acts == set()


def test_every_link_between_the_docs_leads_somewhere() -> None:
    pages = [*DOCS.rglob("*.md"), DOCS.parent / "README.md"]
    dead = {
        f"{page.name}: {link}"
        for page in pages
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        if not (page.parent / link).exists()
    }
    assert dead == set()


PACKAGES = [
    *(
        f"election_office/{name}"
        for name in ["accounts", "audit", "core", "dashboard", "demonstration", "documents", "jobs", "law"]
    ),
    *("villages", "voters", "candidates", "ballots"),
]
# Every app has these, for what their name says (docs/how-an-app-is-built.md).
OF_EVERY_APP = {
    *("__init__", "apps", "urls", "pages", "models", "rules", "queries", "actions", "forms", "views"),
    *("tasks", "tables", "filters", "audit_words"),
}
FOLDERS_OF_EVERY_APP = {
    "migrations",
    "management",
    "models",
    "views",
    "actions",
    "forms",
    "templatetags",
    "formats",
}


@pytest.mark.parametrize("package", PACKAGES)
def test_the_readme_names_every_module(package: str) -> None:
    """By itself or by its folder; a paper is named by its own package, which the register describes."""
    folder = DOCS.parent / package
    text = "".join(page.read_text(encoding="utf-8") for page in folder.rglob("README.md"))
    unnamed = []
    for path in sorted(folder.rglob("*.py")):
        inside = path.relative_to(folder)
        if path.stem in OF_EVERY_APP or FOLDERS_OF_EVERY_APP & {*inside.parts[:-1]}:
            continue
        names = {path.stem, *inside.parts[:-1]}
        if not any(re.search(rf"\b{re.escape(name)}\b", text) for name in names):
            unnamed.append(str(inside))
    assert unnamed == []


def test_the_units_run_as_nobody_special_and_keep_their_files_closed() -> None:
    """Every setting docs/deploy.md names is one the program reads, and no unit runs as root."""
    settings_read = (Path(settings.BASE_DIR) / "election_office" / "settings.py").read_text(encoding="utf-8")
    keys_read = (Path(settings.BASE_DIR) / "election_office" / "keys.py").read_text(encoding="utf-8")
    named = set(re.findall(r"\b(OFFICE_[A-Z_]+)", (DOCS / "deploy.md").read_text(encoding="utf-8")))
    assert {name for name in named if f'"{name}"' not in settings_read + keys_read} == set()
    for unit in sorted((DOCS / "systemd").glob("*.service")):
        lines = unit.read_text(encoding="utf-8").splitlines()
        for line in ("User=office", "UMask=0077", "NoNewPrivileges=yes", "RestartPreventExitStatus=78"):
            assert line in lines, f"{unit.name}: {line}"


def test_what_is_said_to_be_protected_names_files_and_tests_that_are_there() -> None:
    """docs/dengbao.md: what is met names its test, what is not met none, and nothing named is missing."""
    rows, wrong = 0, []
    for line in (DOCS / "dengbao.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not line.startswith("|") or cells[0] in {"要求", "---"}:
            continue
        what, level, state, where, tests = cells
        rows += 1
        named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", tests)
        if (
            level not in {"2", "3"}
            or state not in {"满足", "部分", "未满足"}
            or bool(named) != (state != "未满足")
        ):
            wrong.append(what)
        for file, name in named:
            path = DOCS.parent / file
            if not path.exists() or f"def {name}(" not in path.read_text(encoding="utf-8"):
                wrong.append(f"{file}::{name}")
        modules = re.findall(
            r"`((?:election_office|villages|voters|candidates|ballots)/[\w/.]+|\.ci/\w+)`", where
        )
        wrong += [module for module in modules if not (DOCS.parent / module).exists()]
    assert rows > 40
    assert wrong == []


def test_every_dependency_of_the_product_was_looked_for_on_another_processor() -> None:
    """docs/xinchuang.md speaks of the versions that are pinned now."""
    product = (
        (DOCS.parent / "requirements.txt").read_text(encoding="utf-8").partition("# checks and tests")[0]
    )
    pinned = dict(re.findall(r"^([\w-]+)(?:\[\w+\])?==(\S+)", product, re.MULTILINE))
    told = dict(
        re.findall(
            r"^\| ([\w-]+) \| (\S+) \|", (DOCS / "xinchuang.md").read_text(encoding="utf-8"), re.MULTILINE
        )
    )
    assert {name: told.get(name) for name in pinned} == pinned
