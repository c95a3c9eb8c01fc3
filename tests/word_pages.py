"""A paper as PDF and as Word, converted by LibreOffice and compared: for the tests and `make papers`."""

from __future__ import annotations

import os
import re
import subprocess
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from election_office.documents import rendering, word
from election_office.documents.kinds import DocumentKind, Facts
from election_office.documents.paper import Chart, Paper, Table
from election_office.documents.rules import strings_in

AT_A_TIME = 40

# The hands a Word file names, and what this machine has of them.
HANDS = {
    "仿宋_GB2312": ("FandolFang", ""),
    "楷体_GB2312": ("LXGW WenKai", ""),
    "方正小标宋简体": ("Noto Serif CJK SC", "bold"),
    "黑体": ("Noto Sans CJK SC", ""),
    "宋体": ("Noto Serif CJK SC", ""),
    # Its digits are half a character wide, as those of Times.
    "Times New Roman": ("FandolFang", ""),
}


@dataclass(frozen=True)
class Both:
    """What one paper is in print and from its Word file."""

    name: str
    pdf_pages: int
    word_pages: int
    pdf_text: Counter[str]
    word_text: Counter[str]
    heads: tuple[str, ...] = ()
    said: tuple[str, ...] = ()

    @property
    def faults(self) -> list[str]:
        found = []
        if self.pdf_pages != self.word_pages:
            found.append(f"{self.name}: PDF {self.pdf_pages} pages, Word {self.word_pages}")
        if self.said:  # a paper with a template: its Word file has other furniture, but says every fact
            lacking = [
                text
                for text in self.said
                if _counted(text) <= self.pdf_text and not _counted(text) <= self.word_text
            ]
            return found + [f"{self.name}: Word lacks the fact {text!r}" for text in lacking]
        missing = self._without_heads(self.pdf_text - self.word_text)
        added = self._without_heads(self.word_text - self.pdf_text)
        if missing or added:
            found.append(f"{self.name}: Word lacks {''.join(missing)!r}, adds {''.join(added)!r}")
        return found

    def _without_heads(self, surplus: Counter[str]) -> Counter[str]:
        """A table that is cut at another row has its head once more on one side: nothing is missing then."""
        for head in map(_counted, self.heads):
            while head and head <= surplus:
                surplus = surplus - head
        return surplus


def write_both(kind: DocumentKind, facts: Facts, marks: rendering.Printed, folder: Path, name: str) -> None:
    """<name>.pdf and <name>.docx into the folder."""
    pdf = rendering.pdf_of(kind, facts, marks)
    (folder / f"{name}.pdf").write_bytes(pdf.data)
    paper = rendering.fitted_paper(kind, facts, marks, pdf.form)
    (folder / f"{name}.docx").write_bytes(word.docx_of(paper, foot=marks.foot))
    charts = [block for block in paper.blocks if isinstance(block, Chart)]
    drawn = "".join(
        "".join(list(Paper("", blocks=(one,)).texts())).replace(one.title, "", 1) for one in charts
    )
    said = [re.sub(r"\s", "", text) for text in strings_in(facts)] if kind.template else []
    (folder / f"{name}.said").write_text("\n".join(said), encoding="utf-8")
    (folder / f"{name}.drawn").write_text(drawn, encoding="utf-8")
    heads = [
        "".join(column.title for column in one.columns) for one in paper.blocks if isinstance(one, Table)
    ]
    (folder / f"{name}.heads").write_text(
        "\n".join(re.sub(r"\s", "", head) for head in heads), encoding="utf-8"
    )


def compared(folder: Path, names: list[str]) -> list[Both]:
    """The Word files of the folder, some at a time by one run of LibreOffice. Raises OSError where it is not
    installed."""
    converted = folder / "word"
    converted.mkdir(exist_ok=True)
    fonts = str(_fonts(folder))
    for start in range(0, len(names), AT_A_TIME):
        subprocess.run(
            [
                "soffice",
                f"-env:UserInstallation={(folder / 'profile').as_uri()}",
                "--headless",
                "--convert-to",
                "pdf",
                "--outdir",
                str(converted),
                *(str(folder / f"{name}.docx") for name in names[start : start + AT_A_TIME]),
            ],
            env=os.environ | {"FONTCONFIG_FILE": fonts},
            check=True,
            capture_output=True,
            timeout=600,
        )
    return [Both(name, *_read(folder / f"{name}.pdf", converted / f"{name}.pdf")) for name in names]


def _read(
    printed: Path, word_file: Path
) -> tuple[int, int, Counter[str], Counter[str], tuple[str, ...], tuple[str, ...]]:
    (pages, text), (word_pages, word_text) = _text(printed), _text(word_file)
    # A chart is a picture in Word, its words among them.
    drawn = printed.with_suffix(".drawn").read_text(encoding="utf-8")
    heads = printed.with_suffix(".heads").read_text(encoding="utf-8")
    said = printed.with_suffix(".said").read_text(encoding="utf-8")
    left = text - _counted(drawn)
    return pages, word_pages, left, word_text, tuple(heads.split()), tuple(said.split())


def _text(file: Path) -> tuple[int, Counter[str]]:
    """(pages, characters that can be seen). Tables are read in different orders, so order does not count."""
    told = subprocess.run(
        ["pdftotext", "-layout", str(file), "-"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return told.count("\f"), _counted(told)


def _counted(text: str) -> Counter[str]:
    return Counter(re.sub(r"[\s\u3000]", "", text))


def _fonts(folder: Path) -> Path:
    rules = "".join(
        f'<match target="pattern"><test name="family"><string>{hand}</string></test>'
        f'<edit name="family" mode="prepend" binding="same"><string>{font}</string></edit>'
        + (f'<edit name="weight" mode="assign"><const>{weight}</const></edit>' if weight else "")
        + "</match>"
        for hand, (font, weight) in HANDS.items()
    )
    file = folder / "fonts.conf"
    file.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>'
        f"<dir>{settings.FONT_DIR}</dir><cachedir>{folder / 'fontcache'}</cachedir>{rules}</fontconfig>",
        encoding="utf-8",
    )
    return file


def grown(facts: Any, spoken: Mapping[str, str], times: int) -> Any:
    """Facts with longer words in them and every list ``times`` as long; a list within a list is a row."""
    if isinstance(facts, str):
        for short, long in spoken.items():
            facts = facts.replace(short, long)
        return facts
    if isinstance(facts, dict):
        return {key: grown(value, spoken, times) for key, value in facts.items()}
    if isinstance(facts, list):
        return [grown(value, spoken, 1) for value in facts] * times
    return facts
