"""One cleaning of a name for every field that takes one, before it is compared and before it is stored.

Names come typed, pasted from PDF files and copied out of old systems: with blanks between the characters,
a dozen kinds of middle dot, invisible characters, and radicals that look like the characters they stand
for. ``clean_name`` makes one spelling of all of them; ``name_fault`` says what is still no name.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import islice, product
from pathlib import Path

MAX_NAME = 40
_VARIANTS_PATH = Path(__file__).with_name("data") / "variants.txt"
_PLAIN = re.compile(r"[\u3400-\u9fff]{1,8}")
_is_plain = _PLAIN.fullmatch
_DOTS = dict.fromkeys(map(ord, "•‧∙･・．⋅․.。｡﹒⸱᛫·ꞏ⦁◦∘●•"), "·")
_DOT_RUN = re.compile(r"·{2,}")
# Unicode's EquivalentUnifiedIdeograph for U+2E80–2EF3 (15.0): normalization itself knows two of them.
_RADICALS = str.maketrans(
    "⺁⺂⺃⺄⺅⺆⺇⺈⺉⺊⺋⺌⺍⺎⺏⺐⺑⺒⺓⺔⺕⺖⺗⺘⺙⺛⺜⺝⺞⺟⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺪⺫⺬⺭⺮⺯⺰⺱⺲⺳⺴⺵⺶⺷⺸⺹⺺"
    "⺻⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
    "厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣尢𡯂巳幺彑𫜹忄心扌攵旡日月歺母民氵氺灬爫爫丬牛犭王𤴔目示礻𥫗糹纟罓罒㓁冗𦉫羊𦍌𦍋耂肀"
    "聿肉𦥑艹艹艹虎衤覀西见角𧢲讠贝𧾷车辶辶辶邑钅長镸长门𨸏阝雨青韦页风飞食𩙿飠饣𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟",
)
# GB18030 gives these fourteen characters a place of their own since 2005; older systems, and the codec of
# Python, still leave them in the private use area, where no font has them.
GB18030_PRIVATE = {
    0xE816: 0x20087, 0xE817: 0x20089, 0xE818: 0x200CC, 0xE81E: 0x9FB4, 0xE826: 0x9FB5, 0xE82B: 0x9FB6,
    0xE82C: 0x9FB7, 0xE831: 0x215D7, 0xE832: 0x9FB8, 0xE83B: 0x2298F, 0xE843: 0x9FB9, 0xE854: 0x9FBA,
    0xE855: 0x241FE, 0xE864: 0x9FBB,
}  # fmt: skip
# Planes of Han characters: what stands there may be newer than Python's own table of characters.
_HAN_PLANES = range(0x20000, 0x3FFFE)


def clean_name(text: str) -> str:
    """The one spelling of a name: no blanks, no invisible characters, every inner dot · (U+00B7).

    Radicals, compatibility forms and full-width letters, which look the same as ordinary characters, are
    exchanged for these, and private places for the characters the standard has moved elsewhere since.
    What no rule knows stays as it is, for ``name_fault`` to name.
    """
    if _PLAIN.fullmatch(text):
        return text
    name = "".join(map(_cleaned, text)).translate(_DOTS)
    name = unicodedata.normalize("NFC", name).translate(_RADICALS)
    return _DOT_RUN.sub("·", name).strip("·")


def without_radicals(text: str) -> str:
    """A text pasted from a PDF file in ordinary characters: ⺠族 as 民族, ⼾主 as 户主, wide as narrow."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFKC", text).translate(_RADICALS).replace("戶", "户")


def _cleaned(char: str) -> str:
    point = ord(char)
    if char.isspace() or point == 0x00AD or (point > 0x7F and unicodedata.category(char) in {"Cf", "Zs"}):
        return ""
    if 0xFE00 <= point <= 0xFE0F or 0xE0100 <= point <= 0xE01EF:
        return ""  # a selector of another drawing of the same character
    if point in GB18030_PRIVATE:
        return chr(GB18030_PRIVATE[point])
    if 0x2E80 <= point <= 0x2FDF or 0xF900 <= point <= 0xFAFF or 0xFF21 <= point <= 0xFF5A:
        return unicodedata.normalize("NFKC", char)
    return char


def clean_people(text: str) -> str:
    """Several names, or a name with an office, each in its one spelling: 王　五，李四 becomes 王五、李四.

    A character between blanks belongs to its neighbours; longer words stay apart.
    """
    people = []
    for part in re.split(r"[、，,;；\n]+", text):
        joined = ""
        for word in filter(None, map(clean_name, part.split())):
            alone = joined and (len(word) == 1 or len(joined.rsplit(" ", 1)[-1]) == 1)
            joined += word if alone or not joined else f" {word}"
        people.append(joined)
    return "、".join(filter(None, people))


def is_plain_name(name: str) -> bool:
    """Nothing but common Chinese characters: the case of nearly every name, told without a closer look."""
    return _is_plain(name) is not None


def strange_characters(name: str) -> list[str]:
    """Characters without a meaning of their own: private use, replacement, control, places not given."""
    return [
        char
        for char in name
        if char == "\ufffd"
        or unicodedata.category(char) in {"Co", "Cc", "Cs"}
        or (unicodedata.category(char) == "Cn" and ord(char) not in _HAN_PLANES)
    ]


def name_fault(name: str) -> str:
    """Why a cleaned text is no name that can stand on a roll, as a sentence; empty when it can."""
    if is_plain_name(name):
        return ""
    if strange := strange_characters(name):
        codes = "、".join(f"U+{ord(char):04X}" for char in dict.fromkeys(strange))
        return f"姓名中有无法显示和打印的字（{codes}），多为旧系统自造字，请按身份证用标准字重新录入。"
    if len(name) > MAX_NAME or not all(map(_belongs, name)):
        return f"姓名「{name[:20]}」中有不是姓名用字的内容，说明请写到备注。"
    return ""


def _belongs(char: str) -> bool:
    """A letter, the middle dot, 〇, or a Han character newer than Python's table."""
    category = unicodedata.category(char)
    return category[0] == "L" or char in "·〇" or (category == "Cn" and ord(char) in _HAN_PLANES)


@cache
def _variants() -> dict[int, str]:
    with _VARIANTS_PATH.open(encoding="utf-8") as lines:
        forms, plain = (line.rstrip("\n") for line in lines if line[0] != "#")
    return {ord(form): char for form, char in zip(forms, plain, strict=True)}


@cache
def _forms() -> dict[str, list[str]]:
    """Standard form → the other forms of the same character."""
    forms: dict[str, list[str]] = {}
    for form, plain in _variants().items():
        forms.setdefault(plain, []).append(chr(form))
    return forms


def spellings(words: str, most: int = 12) -> list[str]:
    """The cleaned words first, then as they read with other forms of the same characters: 吕, 呂."""
    name = clean_name(words)
    choices = []
    for char in name:
        plain = _variants().get(ord(char), char)
        choices.append(list(dict.fromkeys((char, plain, *_forms().get(plain, ())))))
    return ["".join(chars) for chars in islice(product(*choices), most)] if name else []
