"""Which fonts papers are set in, and which characters those fonts can draw."""

from __future__ import annotations

import logging
import subprocess
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from django.conf import settings

FANGSONG_FILE = "FandolFang-Regular.otf"
FANGSONG = "Office FangSong"  # the name given to that file in @font-face
SONG = "Noto Serif CJK SC"
HEI = "Noto Sans CJK SC"
KAI = "LXGW WenKai"
# Tried in this order for characters the family asked for does not have.
RARE = ("BabelStone Han", "HanaMinA", "HanaMinB")
REQUIRED = (SONG, HEI, KAI)

# For Word: the names these hands carry on the reader's own computer.
WORD_FANGSONG = "仿宋_GB2312"
WORD_KAI = "楷体_GB2312"
WORD_TITLE = "方正小标宋简体"
WORD_HEI = "黑体"
# What Word takes where a computer has not the font of that name.
WORD_FALLBACKS = {
    WORD_TITLE: ("FZXiaoBiaoSong-B05S", "华文中宋", "宋体"),
    WORD_FANGSONG: ("仿宋", "FangSong", "华文仿宋"),
    WORD_KAI: ("楷体", "KaiTi", "华文楷体"),
    WORD_HEI: ("SimHei", "微软雅黑"),
}


def fangsong_path() -> Path:
    return Path(settings.FONT_DIR) / FANGSONG_FILE


@lru_cache(maxsize=1)
def _installed() -> dict[str, tuple[Path, int]]:
    """Family name → file and index in it, as fontconfig lists them (what the printer itself sees)."""
    listing = subprocess.run(
        ["fc-list", "--format", "%{family}|%{file}|%{index}|%{style}\n"],  # noqa: S607 -- found on the PATH
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    found: dict[str, tuple[Path, int]] = {}
    for line in sorted(listing.splitlines()):
        families, file, index, style = line.split("|", 3)
        for family in families.split(","):
            if family not in found or "Regular" in style:
                found[family] = (Path(file), int(index) & 0xFFFF)
    return found


def font_face_css() -> str:
    """The @font-face rule that names the 仿宋 file, or nothing where the file is absent."""
    path = fangsong_path()
    if not path.is_file():
        return ""
    return f'@font-face {{ font-family: "{FANGSONG}"; src: url("{path.resolve().as_uri()}"); }}'


@lru_cache(maxsize=1)
def drawable() -> frozenset[int]:
    """Every code point one of our families can draw; read once a process, under half a second."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415 -- loaded where it is used

    files = [(fangsong_path(), 0)] if fangsong_path().is_file() else []
    files += [_installed()[family] for family in (*REQUIRED, *RARE) if family in _installed()]
    points: set[int] = set()
    for path, index in files:
        with TTFont(path, fontNumber=index, lazy=True) as font:
            points.update(font.getBestCmap())
    return frozenset(points)


def _needs_no_glyph(char: str) -> bool:
    return char in "\n\r\t" or unicodedata.category(char) in {"Cf", "Zs", "Mn"}


def is_private(char: str) -> bool:
    """A character some office computer made up (自造字): it looks different on every machine."""
    point = ord(char)
    return 0xE000 <= point <= 0xF8FF or point >= 0xF0000


def missing_glyphs(text: str) -> list[str]:
    """The characters of this text that cannot be printed, each once, in order."""
    known = drawable()
    return [
        char
        for char in dict.fromkeys(text)
        if is_private(char) or (ord(char) not in known and not _needs_no_glyph(char))
    ]


def not_drawn(text: str) -> list[str]:
    """U+2EBF0 … of the characters no font here has; empty too where the fonts cannot be asked."""
    try:
        return [f"U+{ord(char):04X}" for char in missing_glyphs(text)]
    except OSError:
        return []


def glyph_problems(texts: Iterable[str], limit: int = 5) -> list[str]:
    """A sentence for each text that cannot be printed whole, naming it and the character."""
    problems = []
    for text in dict.fromkeys(texts):
        for char in missing_glyphs(text):
            where = text if len(text) <= 20 else f"…{text[max(0, text.index(char) - 8) :][:17]}…"
            shown = f"（U+{ord(char):04X}）" if is_private(char) else f"「{char}」（U+{ord(char):04X}）"
            problems.append(
                f"「{where}」中的{shown}是电脑自造字，请改为标准汉字后再打印。"
                if is_private(char)
                else f"「{where}」中的{shown}没有可用的字形，未打印；请安装含此字的字体，或核对姓名用字。"
            )
            if len(problems) == limit:
                return problems
    return problems


class GlyphWatch(logging.Handler):
    """Listens to the printer while it works: a character drawn as an empty box is a failed paper."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        if ".notdef" in message:
            self.messages.append(message)
