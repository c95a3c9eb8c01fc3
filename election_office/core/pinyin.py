"""The first letters of a name as clerks type them: 曾小明 → zxm, and both letters where a surname has two.

No dictionary at hand reads a surname as a surname, so those read otherwise than the same character
elsewhere stand here, each with the letters it is found by, the usual one first.
"""

from __future__ import annotations

from collections.abc import Container
from functools import lru_cache
from itertools import islice, product

from election_office.core.names import is_plain_name

MAX_LENGTH = 40

# After each surname its letters; a second reading where families use both.
_TABLE = """
曾:z 单:s/d 單:s/d 翟:z/d 覃:q/t 仇:q 解:x 查:z 区:o/q 區:o/q 乐:y/l 樂:y/l 种:c 種:c
佴:n 贾:j 賈:j 祭:z/j 晟:c/s 秘:b 折:s/z 召:s/z 朴:p 盖:g 蓋:g 缪:m 繆:m 员:y 員:y 任:r
薄:b 卜:b 尉:w/y 宓:m/f 洗:x 冼:x 冯:f 馮:f 隗:w/k 葛:g 华:h 華:h 纪:j 紀:j 能:n 宁:n
寧:n 阙:q 闕:q 盛:s 谌:c/s 諶:c/s 应:y 應:y 於:y 俞:y 郁:y 乜:n 牟:m 那:n 粘:n/z 瞿:q
臧:z 藏:z 占:z 晁:c 车:c 車:c 褚:c 都:d 干:g 呙:g 咼:g 炅:g/j 和:h 郇:x/h 相:x 仉:z 訾:z
笪:d 逄:p 逢:p/f 繁:p/f 番:p/f 蕃:p/f 重:c/z 燕:y 阚:k 闞:k 万:w 萬:w 钭:t 鈄:t 句:g/j
勾:g 莘:s/x 宿:s 叶:y 葉:y 幺:y 么:y 谷:g 长:z/c 麻:m 撒:s 舍:s 哈:h 黑:h 过:g 過:g 巨:j
扎:z 降:j/x 柏:b 伯:b 拓:t 厘:l 曲:q 沈:s 石:s 朝:c/z 教:j 行:x/h 弹:t/d 尹:y 亓:q
郗:x/c 郄:q/x 颉:x/j 单于:cy/sy 單于:cy/sy 万俟:mq 尉迟:yc 尉遲:yc 长孙:zs 長孫:zs 澹台:tt
令狐:lh 皇甫:hf 夏侯:xh 拓跋:tb 鲜于:xy 鮮于:xy 宇文:yw 呼延:hy 仆固:pg 第五:dw 上官:sg 欧阳:oy
歐陽:oy 司马:sm 诸葛:zg 東方:df 东方:df 公孙:gs 慕容:mr 司徒:st 司空:sk 端木:dm 百里:bl 南宫:ng
独孤:dg 纳兰:nl 轩辕:xy 淳于:cy 濮阳:py 太叔:ts 申屠:st 公冶:gy 宗政:zz 钟离:zl 闻人:wr 赫连:hl
闾丘:lq 万纽:wn
"""
_SURNAMES = {
    surname: letters.split("/") for surname, letters in (entry.split(":") for entry in _TABLE.split())
}
# Characters that given names read in two ways, the usual one of names first: 长根 is found by cg and zg.
_GIVEN_TABLE = """
长:cz 長:cz 行:xh 朝:cz 乐:ly 樂:ly 重:cz 传:cz 傳:cz 茜:xq 晟:sc 盛:sc 藏:cz 会:hk 會:hk 调:td
奇:qj 校:xj 省:sx 澄:cd 泊:bp 筠:yj 峙:zs 曾:zc 种:zc 系:xj 降:xj 单:ds 贾:jg 伽:jgq
"""
_GIVEN = {entry[0]: entry[2:] for entry in _GIVEN_TABLE.split()}
_MOST_READINGS = 4


def pinyin_initials(name: str) -> str:
    """王小明 → wxm; 单小明 → "sxm dxm": every reading, a blank between them. Letters only, at most 40."""
    size = 2 if name[:2] in _SURNAMES and len(name) > 2 else 1
    surnames, rest = _SURNAMES.get(name[:size]), name[size:]
    if surnames is None and not any(char in _GIVEN for char in rest):
        return _letters(name)[:MAX_LENGTH]
    letters = _letters(rest)
    given = [letters]
    if len(letters) == len(rest):  # one letter for each character
        choices = (_GIVEN.get(char, letter) for char, letter in zip(rest, letters, strict=True))
        given = ["".join(item) for item in islice(product(*choices), _MOST_READINGS)]
    pairs = product(given, surnames or [_letters(name[:size])])
    readings = [surname + end for end, surname in islice(pairs, _MOST_READINGS)]
    room = (MAX_LENGTH + 1) // len(readings) - 1
    return " ".join(reading[:room] for reading in readings)


@lru_cache(maxsize=20_000)
def _letters(text: str) -> str:
    """Character by character where no two of them make a word that is read otherwise."""
    size = len(text)
    words = (text[start:end] for start in range(size) for end in range(start + 2, size + 1))
    if not is_plain_name(text) or any(word in _phrases() for word in words):
        return _read(text)
    return "".join(map(_letter, text))


@lru_cache(maxsize=20_000)
def _letter(char: str) -> str:
    return _read(char)


def _read(text: str) -> str:
    # Its dictionary takes half a second to read: not at every start of every process.
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415

    letters = "".join(lazy_pinyin(text, style=Style.FIRST_LETTER, errors="ignore")).lower()
    return "".join(letter for letter in letters if letter.isascii() and letter.isalpha())


@lru_cache(maxsize=1)
def _phrases() -> Container[str]:
    from pypinyin.constants import PHRASES_DICT  # noqa: PLC0415 -- megabytes, read when first asked for

    words: Container[str] = PHRASES_DICT
    return words
