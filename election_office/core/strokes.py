"""Order of names by strokes (姓氏笔画), as public lists in China print them.

Names are compared by their first character alone (a compound surname too); then a given name of one
character stands before longer ones; then the following characters one by one. Two characters are compared
by the number of strokes, then by the strokes in writing order (横竖撇点折), then by their place in
通用规范汉字表 (2013). Database and browser collations do not give this order; `stroke_key` gives it in any of
them. See docs/strokes.md.
"""

import unicodedata
from array import array
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path

TABLE_PATH = Path(__file__).with_name("data") / "strokes.tsv"
# Marks a row of characters of which only the number of strokes is known.
COUNT_ONLY = "*"

# Characters of a name that count; later ones no longer change its place.
KEY_CHARACTERS = 24
ELEMENT_DIGITS = 8
# One digit more says how long the given name is.
KEY_LENGTH = KEY_CHARACTERS * ELEMENT_DIGITS + 1

# Points inside names of national minorities, as typed on different keyboards; the order ignores them.
_POINTS = frozenset("·•‧∙⋅・･᛫⸱．.")
_PLACES_A_COUNT = 1_000_000
# Chinese characters end below the fourth plane.
_CODE_POINTS = 0x40000


@cache
def _places() -> "array[int]":
    """For each code point, its stroke count times a million plus its place within that count; 0 when unknown.

    One flat array: under a megabyte, and read in a fraction of a second on first use.
    """
    places = array("I", bytes(_CODE_POINTS * array("I").itemsize))
    count = place = 0
    with TABLE_PATH.open(encoding="utf-8", newline="\n") as lines:
        for line in lines:
            if line[0] == "#":
                continue
            # The characters of 通用规范汉字表 are in the last cell and come first.
            strokes, *cells = line[:-1].split("\t")
            row_count = int(strokes[1:]) if strokes[0] == COUNT_ONLY else len(strokes)
            if row_count != count:
                count, place = row_count, 0
            for cell in reversed(cells):
                for character in cell:
                    places[ord(character)] = count * _PLACES_A_COUNT + place
                    place += 1
    return places


def _place(character: str) -> int:
    code = ord(character)
    return _places()[code] if code < _CODE_POINTS else 0


def stroke_count(character: str) -> int | None:
    """Strokes of one character in its mainland form; None when it is not a known Chinese character."""
    return _place(unicodedata.normalize("NFC", character)) // _PLACES_A_COUNT or None


def stroke_key(name: str, *, single_given_first: bool = True) -> str:
    """A key that puts names into 姓氏笔画 order: digits only, so every database and collation agrees.

    At most KEY_LENGTH (193) digits: eight for the first character, one for the length of the given name,
    then eight for each further character, up to KEY_CHARACTERS (24). Blanks and 「·」 do not count. A
    character that is not in the table stands after all that are, by code point. A name with nothing to
    compare has the key "". Without `single_given_first` a one-character given name has no privilege
    (姓名笔画, as people's congresses print names).
    A key holds places in the table: keys kept from before a change of the table must be made again.
    """
    elements = [element for element in map(_element, unicodedata.normalize("NFC", name)) if element]
    if not elements:
        return ""
    first, *given = elements[:KEY_CHARACTERS]
    length = min(len(given), 2 if single_given_first else 1)
    return f"{first}{length}{''.join(given)}"


@lru_cache(maxsize=20_000)
def _element(character: str) -> str:
    """Eight digits; none for what does not decide: blanks, points, controls and variation selectors."""
    if character in _POINTS or character.isspace():
        return ""
    if unicodedata.category(character) in {"Cc", "Cf", "Mn"}:
        return ""
    # No character has 90 strokes, so a leading 9 is free for what is not in the table.
    return f"{_place(character):08d}" if _place(character) else f"9{ord(character):07d}"


def sort_by_strokes(names: Iterable[str], *, single_given_first: bool = True) -> list[str]:
    """The names in 姓氏笔画 order; names that compare equal keep the order they came in."""
    return sorted(names, key=lambda name: stroke_key(name, single_given_first=single_given_first))
