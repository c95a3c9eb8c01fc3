"""The words of an election stand in the law and nowhere else. Titles of laws in 《…》 may name them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from election_office.law.words import KINDS, Words, first_words, names, word_sources, words_for
from villages.models import Election

ROOT = Path(settings.BASE_DIR)
APPS = ("ballots", "candidates", "voters", "villages", "election_office", "templates", "static/js")
LISTS = Path(__file__).parent / "words"
# A word inside a longer one is found with it: 村民 in 村民委员会.
FORBIDDEN = ("村民", "居民", "选民", "参选证", "村委会", "居委会", "村务", "居务", "本村", "监委会")
# These read such words in what people bring (heads of columns in a workbook); they do not say them.
READERS = {
    "voters/imports/apart.py",
    "voters/imports/columns.py",
    "voters/imports/layouts.py",
    "voters/imports/office.py",
    "voters/imports/rows.py",
}


def texts(path: str, source: str) -> Iterator[str]:
    """What a file says: Python's strings without docstrings; a template, script or table without comments."""
    if path.endswith(".toml"):
        yield "\n".join(line.partition("  #")[0] for line in source.splitlines() if not line.startswith("#"))
    elif path.endswith(".js"):
        source = re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL)
        yield "\n".join(re.sub(r"(^|\s)//.*$", "", line) for line in source.splitlines())
    elif not path.endswith(".py"):
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


def words_in(path: str, source: str) -> set[str]:
    # 居民身份证 is the name of the card, wherever its holder votes.
    said = [re.sub(r"《[^》]*》|居民身份证", "", text) for text in texts(path, source)]
    return {word for word in FORBIDDEN for text in said if word in text}


def may_not(path: str) -> bool:
    return not path.startswith("election_office/law/") and "/migrations/" not in path and path not in READERS


def writers(app: str) -> set[str]:
    """The files of one app that write a word of an election themselves."""
    return {
        name
        for path in (ROOT / app).rglob("*")
        if path.suffix in (".py", ".html", ".toml", ".js", ".txt") and "vendor" not in path.parts
        for name in [path.relative_to(ROOT).as_posix()]
        if may_not(name) and words_in(name, path.read_text(encoding="utf-8"))
    }


def not_yet(app: str) -> list[str]:
    return (LISTS / f"{Path(app).name}.txt").read_text(encoding="utf-8").split()


@pytest.mark.parametrize("app", APPS)
def test_only_the_law_writes_the_words_of_an_election(app: str) -> None:
    """tests/words/<app>.txt names the files still to be converted. It only gets shorter."""
    listed, found = set(not_yet(app)), writers(app)
    assert sorted(found - listed) == [], "Say it with election.words, book.words or a fact of the paper."
    assert sorted(listed - found) == [], "Converted: take these lines out of the list."


@pytest.mark.parametrize("app", APPS)
def test_the_list_of_files_to_convert_is_in_order(app: str) -> None:
    lines = not_yet(app)
    assert lines == sorted(set(lines))


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("voters/more.py", 'MESSAGE = f"{name}不是选民。"'),
        ("templates/voters/more.html", "<p>村民委员会</p>"),
        ("voters/more.toml", 'title = "公布选民名单"'),
        ("static/js/more.js", 'say("请核对选民证");'),
    ],
)
def test_the_guard_sees_a_word(path: str, source: str) -> None:
    assert may_not(path)
    assert words_in(path, source)


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("voters/more.py", '"""Voters (选民)."""\nLAW = "《村民委员会组织法》"  # 选民'),
        ("templates/voters/more.html", "{# 村民 #}<p>{{ election.words.people }}</p>"),
        ("static/js/more.js", "// 选民\n/* 村民 */ run();"),
    ],
)
def test_a_comment_and_the_title_of_a_law_may_name_it(path: str, source: str) -> None:
    assert words_in(path, source) == set()


# ------------------------------------------------------------------ the words themselves


def test_the_words_of_a_notice_are_those_of_the_province() -> None:
    nation, zhejiang, henan = words_for("99"), words_for("330106103201"), words_for("410101001201")
    assert (nation.voter, nation.card) == ("登记参加选举的村民", "参选证")
    assert (zhejiang.voter, zhejiang.roll) == ("选民", "选民名单")
    assert henan.card == "选民证"
    assert words_for("110108").card == "参选证"


def test_a_province_that_names_no_card_keeps_the_card_of_the_nation() -> None:
    """W11: 选民证 stands nowhere in the text of Zhejiang."""
    assert words_for("330106").card == "参选证"


def test_each_provincial_word_says_where_it_was_read() -> None:
    assert str(word_sources("330106")["roll"]) == "《浙江省村民委员会选举办法》第三条第一款"
    assert "card" not in word_sources("330106")
    assert "未核实" in str(word_sources("360981")["card"])


def test_a_kind_that_is_not_held_has_no_words() -> None:
    with pytest.raises(LookupError, match="branch"):
        words_for("330106", "branch")


@pytest.mark.parametrize("kind", ["village", "community", "collective", "first"])
def test_every_file_fills_every_word(kind: str) -> None:
    words = words_for("", kind)
    assert all(getattr(words, name) for name in names())


def test_an_old_paper_keeps_its_words_when_the_village_gets_others() -> None:
    assert first_words() == words_for("", "first")
    assert first_words().body == "村民委员会"


def test_a_post_is_called_by_its_title() -> None:
    assert [words_for("").post(code) for code in ("director", "deputy", "member")] == [
        "主任",
        "副主任",
        "委员",
    ]
    assert words_for("").election == "村民委员会换届选举"


def test_every_kind_of_election_has_a_name() -> None:
    assert set(KINDS) == set(Election.Kind.values)
    assert Words.__slots__ == tuple(names())
