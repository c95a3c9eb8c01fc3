"""Finding the columns of a roll by their titles, and telling people from titles, headings and totals.

Titles come over one, two or three lines, merged, with blanks and line breaks inside, and two or three people
side by side. An exact title wins over a loose one wherever it stands; what belongs to somebody else (户主,
配偶, 监护人 …) is nobody's own; what is not understood is told as not used.
"""

# ruff: noqa: E501 -- tables of words, one line a thing

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from election_office.core.names import without_radicals
from voters.imports import apart
from voters.imports.layouts import OTHERS, Column, Field, Header, Layout
from voters.imports.rows import group_heading, text_of

HEADER_SEARCH_ROWS = 40

# Titles as people write them, after half-width, without blanks, brackets and their contents.
_TITLES: dict[Field, str] = {
    Field.SERIAL: "序号 编号 序 NO 顺序号 选民序号 流水号",
    Field.GROUP: (
        "村民小组 组别 小组 组 所在组 所属组 所在小组 所属小组 村民组 居民小组 组名 组号 "
        "社 队 所属村民小组 所在村民小组 村民小组名称 小组名称 组名称 自然村 自然村名称 生产队 生产小组 屯 寨 自然屯 "
        "村组 村小组 村民小组别 居民组 网格 屋场 院子 片组"
    ),
    Field.HOUSEHOLD: "户号 户编号 户口号 户籍号 户别号 家庭编号 户主编号 户序号 户口簿号 户口本号 门牌户号 户内编号",
    Field.NAME: (
        "姓名 选民姓名 村民姓名 名字 登记人姓名 居民姓名 本人姓名 人员姓名 家庭成员姓名 成员姓名 家庭成员 家庭成员名单 "
        "家庭人员姓名 户主及家庭成员姓名 户主及成员姓名 户主和家庭成员姓名 户内成员姓名 户内人员姓名 选民名字 参选人姓名 "
        "被登记人姓名 被登记人 选民 村民 参选人 参选人员 公民姓名 全家姓名 人口姓名 常住人口姓名"
    ),
    Field.SEX: "性别 选民性别",
    Field.ETHNIC: "民族 民族名称",
    Field.BIRTH: "出生日期 出生年月日 出生年月 生日 出生时间 出生 生年月日 出生日期年月日",
    Field.ID: (
        "公民身份号码 公民身份证号码 公民身份证号 身份证号 身份证号码 身份证 身份号码 公民身份证 "
        "证件号码 证件号 居民身份证号 居民身份证号码 居民身份证 选民身份证号 选民身份证号码 本人身份证号 本人身份证号码 "
        "公民身份号 身份证编号"
    ),
    Field.HUKOU: (
        "户籍在本村 户口在本村 是否本村户籍 本村户籍 本村户口 是否本村户口 户籍 户口 "
        "户籍是否在本村 户口是否在本村"
    ),
    Field.LIVES: (
        "在本村居住 居住在本村 是否在本村居住 居住本村 是否居住 是否在村居住 在村居住 "
        "是否居住在本村 是否常住 常住本村 是否在村"
    ),
    Field.EDUCATION: "文化程度 学历 文化 受教育程度 最高学历",
    Field.POLITICS: "政治面貌 面貌 党派",
    Field.PHONE: "联系电话 电话 手机 手机号 手机号码 联系方式 电话号码 本人电话 联系手机",
    Field.ADDRESS: "住址 家庭住址 地址 现住址 现居住地 居住地址 家庭地址 详细住址 居住地 现居住地址 门牌号",
    Field.REQUEST: (
        "本人申请 本人表示参加 是否申请 申请参加选举 本人申请参加选举 是否表示参加 "
        "是否参加选举 参加选举 是否参加本村选举 参加本村选举"
    ),
    Field.CONSENT: (
        "村民会议同意 村民代表会议同意 会议同意 是否同意参加选举 村民代表会议是否同意 是否同意 会议决定"
    ),
    Field.VILLAGE_WORK: "从事村务工作 是否从事村务工作 在本村从事村务工作 村务工作",
    Field.YEARS: "居住年限 居住年数 在本村居住年限 居住时间 居住满一年 是否居住满一年 居住一年以上",
    Field.NOTE: "备注 说明 备考 备注说明 情况说明 其他说明 附注 备 注释",
    Field.HEAD: "户主 户主姓名 户主名 户主名字 所属户主 所在户户主 户主姓 家长姓名",
    Field.RELATION: (
        "与户主关系 与户主的关系 和户主关系 户主关系 与户主之关系 同户主关系 家庭关系 关系 与户主 称谓 家庭成员关系"
    ),
    Field.STATUS: (
        "状态 人员状态 选民状态 当前状态 现状 人员情况 目前状况 目前状态 人员状况 人口状态 户籍状态 登记状态 在册状态 "
        "去向 人员去向 现在去向 居住状态 生存状态 在村情况 外出情况 人员类别 人员类型 人口类别 目前情况 现况 "
        "居住情况 在家情况 户口状态 户籍情况 户口情况 变动情况 变动原因 变动类型 增减情况 减少原因 异动 异动情况 异动原因 "
        "注销原因 注销时间 注销日期 销户原因 存亡 存亡情况 联系情况 核查情况 核实情况 特殊情况 选民情况 登记情况"
    ),
}
_EXACT = {title: field for field, titles in _TITLES.items() for title in titles.split()}
# Tried in this order when a title is none of the above.
_LOOSE: tuple[tuple[re.Pattern[str], Field], ...] = (
    (
        re.compile(
            r"(?:身份证|公民身份|身份号)(?!.*(?:有效|到期|类型|种类|签发|发证|机关|照片|复印|扫描|核验|地址|住址|姓名))"
        ),
        Field.ID,
    ),
    (re.compile(r"出生"), Field.BIRTH),
    (re.compile(r"(?:户籍|户口).*本村|本村.*(?:户籍|户口)"), Field.HUKOU),
    (re.compile(r"(?:居住|常住).*(?:本村|在村)|(?:本村|在村).*(?:居住|常住)"), Field.LIVES),
    (re.compile(r"地址|住址|居住地"), Field.ADDRESS),
    (re.compile(r"申请.*选举|表示.*参加"), Field.REQUEST),
    (re.compile(r"会议.*同意"), Field.CONSENT),
    (re.compile(r"^(?:联系|本人|选民)?(?:电话|手机)"), Field.PHONE),
    (re.compile(r"^备注"), Field.NOTE),
    (re.compile(r"(?:选民|村民|居民|成员|人员|人口|本人|公民)(?:的)?(?:姓名|名字)$"), Field.NAME),
    (
        re.compile(r"(?:所在|所属)?(?:村民|居民|生产|自然)(?:小组|组|队|村|屯)|^(?:所在|所属)(?:小组|组|队)"),
        Field.GROUP,
    ),
    (re.compile(r"(?:人员|选民|人口|当前|目前|在村)(?:的)?(?:状态|去向)"), Field.STATUS),
)
# A title that speaks of somebody beside the voter.
_OTHER_PERSON = re.compile(
    r"户主|家长|配偶|爱人|丈夫|妻子|父亲|母亲|父母|^[父母夫妻子女](?:方|的)?(?:姓名|名字|身份|证件|公民|电话|手机|$)|监护|赡养|抚养|扶养|法定|承包方|开户|代办|代理|经办"
    r"|紧急|联系人|联络人|委托|受托|担保|介绍人|证明人|见证|亲属|家属|儿子|女儿|子女|兄弟|姐妹|祖父|祖母|爷爷|奶奶"
    r"|申报人|填报|填表|审核|受害|继承|保证人|责任人|负责人|包保|网格员|组长|村医|帮扶"
)
_WHO = re.compile(
    r"姓名|名字|身份|证件|公民|电话|手机|号码|联系|出生|性别|年龄|住址|地址|民族|关系|^[^号]{2,5}$"
)
_SUB_TITLES = {
    "年": Field.BIRTH_YEAR, "月": Field.BIRTH_MONTH, "日": Field.BIRTH_DAY, "出生年": Field.BIRTH_YEAR,
    "出生年份": Field.BIRTH_YEAR, "出生月": Field.BIRTH_MONTH, "出生月份": Field.BIRTH_MONTH, "出生日": Field.BIRTH_DAY,
}  # fmt: skip
# Members of a household in one row: whose name or number it is, and what of it.
_OF_THE_FAMILY = re.compile(
    r"^(户主|配偶|爱人|丈夫|妻子|父亲|母亲|儿子|女儿|子女|[长次三四五]子|[长次三四五]女|儿媳|女婿)(?:的)?(.{2,8})$"
)
_SURNAME, _GIVEN = {"姓", "姓氏"}, {"名", "名字"}
# Lower titles that say what of a paper of identity a column holds, and those that are no number.
_NUMBER_TITLES = {"号码", "证号", "号", "编号", "证件号", "证件号码", "身份号码"}
_LOWER_TITLES = {
    "种类", "类型", "类别", "名称", "有效期", "有效期限", "签发机关", "发证机关", "现用名", "曾用名", "汉字", "与身份证一致",
    "县", "乡", "村", "组", "省", "市", "户", "门牌", "固定电话", "移动电话", "是否", "原因", "时间", "地点", "情况",
}  # fmt: skip
_IDENTITY = re.compile(r"身份|证件")
_NUMBERED = re.compile(
    r"^(?:第?[0-9]{1,2}|[一二三四五六七八九十]{1,2}(?=[^组社队]))|(?:[0-9]{1,2}|[一二三四五六甲乙丙])$"
)
_MEMBER = re.compile(
    r"^(?:家庭|户内)?(?:成员|人员|选民|村民)(?:[0-9]{1,2}|[一二三四五六七八九十]{1,2})(?:的)?(.+)$|^第[0-9一二三四五六七八九十]{1,2}[人位](?:的)?(.+)$"
)
_HERE = {"本村", "是", "在", "在村", "本地", "在本村", "有"}
_NOT_HERE = {"外村", "否", "不在", "不在村", "外地", "外来", "不在本村", "无", "外"}
_SIGN_WORDS = {
    Field.HUKOU: (Field.HUKOU, Field.HUKOU_NOT),
    Field.LIVES: (Field.LIVES, Field.LIVES_NOT),
}
_PERSONAL = (Field.NAME, Field.SEX, Field.BIRTH, Field.ID, Field.PHONE, Field.NOTE)
# What people of one household or group share, and a second person in the row may be without.
_SHARED = (Field.GROUP, Field.HOUSEHOLD, Field.ADDRESS, Field.HEAD)
_TOTAL = re.compile(
    r"(?:本[页组村户]|全[村组]|[0-9一二三四五六七八九十]+组)?"
    r"(?:合计|总计|小计|共计|累计|总人数|人数)"
)
_FOOTER = re.compile(
    r"(?:填表|制表|审核|经办|登记)(?:人|员|单位|时间|日期)|(?:填表)?说明:|注:|备注:"
    r"|第[0-9]+页|共[0-9]+[页人]|(?:单位)?负责人|村民选举委员会"
)
_BRACKETS = re.compile(r"[(\[【{<].*?[)\]】}>]")
_BLANKS = re.compile(r"[\s*:_、/.·\-\u200b\ufeff]+")
_DATA = re.compile(r"[0-9]{6,}|[0-9]+[-/.年][0-9]+")
_NO_GROUP = re.compile(r"工作|领导|指导|选举|监督|党|审核|筹备|专班|合作")
_SECTION = re.compile(
    r"^(?:[一二三四五六七八九十]{1,2}、|\([一二三四五六七八九十0-9]{1,2}\))[^0-9]{2,}$|(?:人员|名单|名册|花名册|选民|村民|居民|登记表|登记册|公示表|一览表|明细表|统计表)(?:\([^)]*\))?$"
)
_NAMED_GROUP = re.compile(r"[\u3400-\u9fff]{1,6}(?:村民小组|小组|组|屯|寨|自然村)")


def plain_title(title: str) -> str:
    """A title without blanks, signs, brackets and what stands in them."""
    plain = without_radicals(title)
    return _BLANKS.sub("", _BRACKETS.sub("", plain)).upper()


def without_number(plain: str) -> str:
    """A title without the number people give it: 1姓名 (of ①姓名), 身份证号2, 成员一姓名; empty when it has none."""
    if member := _MEMBER.match(plain):
        rest = member[1] or member[2]
        return rest if rest in _EXACT else ""
    rest = _NUMBERED.sub("", plain, count=1)
    return rest if rest != plain and rest in _EXACT else ""


@lru_cache(maxsize=2_000)
def _meaning(title: str) -> tuple[Field | str | None, int]:
    """(field, ``OTHERS`` or None, how sure: 0 exact, 1 loose) of one line of a title."""
    plain = plain_title(title)
    if not plain or len(plain) > 30:
        return None, 2
    if plain in _EXACT:
        return _EXACT[plain], 0
    if bare := without_number(plain):
        return _EXACT[bare], 0
    if _OTHER_PERSON.search(plain):
        if "户主" in plain and "关系" in plain:
            return Field.RELATION, 0
        if "户主" in plain and re.search(r"姓名|名字|签名|签字", plain) and "与" not in plain:
            return Field.HEAD, 1
        return (OTHERS if _WHO.search(plain) else None), 1
    for pattern, found in _LOOSE:
        if pattern.search(plain):
            return found, 1
    if apart.kind_of_title(plain):
        return Field.STATUS, 1
    return None, 2


def field_of(title: str) -> Field | None:
    """The field a column title means; None for a column the roll does not need."""
    found, _ = _meaning(title)
    return found if isinstance(found, Field) else None


def means_something(title: str) -> bool:
    """Is it a title of the voter's, or of somebody else's?"""
    return _meaning(title)[0] is not None or _OTHER_PERSON.search(plain_title(title)) is not None


def _of_column(parts: Sequence[str]) -> tuple[Field | str | None, int]:
    """The meaning of a title over several lines, the upper ones first."""
    if len(parts) == 1:
        return _meaning(parts[0])
    lowest, whole = parts[-1], "".join(parts)
    plain, above = plain_title(lowest), [plain_title(part) for part in parts[:-1]]
    upper = [_meaning(part)[0] for part in parts[:-1]]
    others = any(_OTHER_PERSON.search(part) and part not in _EXACT_NAMES for part in above)
    if others:
        heads = any("户主" in part or "家长" in part for part in above)
        if heads and _meaning(lowest)[0] in (Field.NAME, Field.HEAD):
            return Field.HEAD, 0
        if plain_title(whole) in _EXACT:
            return _EXACT[plain_title(whole)], 0
        return (Field.RELATION, 0) if heads and "关系" in plain else (OTHERS, 0)
    if plain in _SUB_TITLES and (Field.BIRTH in upper or any("出生" in part for part in above)):
        return _SUB_TITLES[plain], 0
    if any(_IDENTITY.search(part) for part in above):
        if plain in _NUMBER_TITLES:
            return Field.ID, 0
        if plain in _LOWER_TITLES:
            return None, 2
    if plain in ("男", "女") and Field.SEX in upper:
        return (Field.MALE if plain == "男" else Field.FEMALE), 0
    for name, (here, away) in _SIGN_WORDS.items():
        if name in upper and plain in _HERE | _NOT_HERE:
            return (here if plain in _HERE else away), 0
    joined = ["".join(parts[start:]) for start in range(len(parts) - 2, -1, -1)]
    for text in (lowest, *joined, *reversed(parts[:-1])):
        found, sure = _meaning(text)
        if sure == 0:
            return found, sure
    for text in (lowest, whole):
        found, sure = _meaning(text)
        if found is not None:
            return found, sure
    return None, 2


_EXACT_NAMES = frozenset(_TITLES[Field.NAME].split())


def header_of(row: int, cells: Sequence[object]) -> Header | None:
    """The header in this row alone: at least two known titles, one of them of the name or the number."""
    found = layout_of(row, 1, [[text_of(cell) if isinstance(cell, str) else "" for cell in cells]])
    return found.first if found else None


def layout_of(
    row: int,
    rows: int,
    lines: Sequence[Sequence[str]],
    remembered: Mapping[str, Field | None] | None = None,
    by_hand: Mapping[int, Field | None] | None = None,
) -> Layout | None:
    """What the columns hold by their titles in these lines; None when they are no titles of a roll.

    ``remembered``: plain title → the field a person of this village has said it is, ``by_hand``: the same by
    column of this very sheet; both stand above what the titles say.
    """
    width = max(map(len, lines), default=0)
    meanings: list[tuple[Field | str | None, int]] = []
    titles: list[str] = []
    for index in range(width):
        texts = [line[index] for line in lines if index < len(line) and line[index]]
        parts = [text for place, text in enumerate(texts) if text not in texts[:place]]
        title = "".join("".join(parts).split())
        titles.append(title)
        if by_hand is not None and index in by_hand:
            meanings.append((by_hand[index], -1))
        elif remembered and plain_title(title) in remembered:
            meanings.append((remembered[plain_title(title)], -1))
        elif not parts or any(len(part) > 60 for part in parts):
            meanings.append((None, 2))
        else:
            meanings.append(_of_column(parts))
    _prefer_unnumbered(meanings, titles)
    relations: dict[int, str] = {}
    surnames: dict[int, int] = {}
    if by_hand is None:
        surnames = _names_in_two(meanings, titles)
        relations = _household_in_a_row(meanings, titles)
        known = {found for found, _ in meanings if isinstance(found, Field)}
        if len(known) < 2 or not known & {Field.NAME, Field.ID}:
            return None
    blocks, used = _blocks(row, rows, meanings, titles)
    if len(blocks) > 1 and len(lines) > 1:
        blocks = [replace(block, group=_group_over(block, lines)) for block in blocks]
    if relations or surnames:
        blocks = [_of_names(block, relations, surnames) for block in blocks]
        used |= dict.fromkeys(surnames.values(), Field.NAME.value)
    columns = tuple(
        Column(index, title, used.get(index) or (OTHERS if meanings[index][0] == OTHERS else ""))
        for index, title in enumerate(titles)
        if title or index in used
    )
    return Layout(tuple(blocks), columns)


def _prefer_unnumbered(meanings: list[tuple[Field | str | None, int]], titles: Sequence[str]) -> None:
    """身份证号2 beside one 身份证号 is that of nobody in particular, unless each name has a number of its own."""
    names, numbers = (sum(found is key for found, _ in meanings) for key in (Field.NAME, Field.ID))
    if names == numbers:
        return
    plain = [plain_title(title) for title in titles]
    bare = {
        found for (found, sure), title in zip(meanings, plain, strict=True) if sure == 0 and title in _EXACT
    }
    for index, (found, sure) in enumerate(meanings):
        if sure == 0 and found in bare and without_number(plain[index]):
            meanings[index] = (found, 1)


def _household_in_a_row(
    meanings: list[tuple[Field | str | None, int]], titles: Sequence[str]
) -> dict[int, str]:
    """户主姓名 | 户主身份证号 | 配偶姓名 | 配偶身份证号: each is a person of the roll where the head and somebody
    else have both and nobody's own name or number stands in the sheet. Column of a name → relation."""
    if {Field.NAME, Field.ID} & {found for found, _ in meanings}:
        return {}
    of: dict[str, dict[Field, int]] = {}
    for index, title in enumerate(titles):
        match = _OF_THE_FAMILY.match(plain_title(title))
        own = _meaning(match[2])[0] if match else None
        if match and isinstance(own, Field) and own in _PERSONAL:
            of.setdefault(match[1], {}).setdefault(own, index)
    people = {who: places for who, places in of.items() if {Field.NAME, Field.ID} <= places.keys()}
    if "户主" not in people or len(people) < 2:
        return {}
    for places in people.values():
        for own, index in places.items():
            meanings[index] = (own, 0)
    return {places[Field.NAME]: who for who, places in people.items()}


def _names_in_two(meanings: list[tuple[Field | str | None, int]], titles: Sequence[str]) -> dict[int, int]:
    """姓 | 名 beside each other, and no whole name: column of 名 → column of 姓."""
    plain = [plain_title(title) for title in titles]
    pairs = {
        index + 1: index
        for index in range(len(plain) - 1)
        if plain[index] in _SURNAME and plain[index + 1] in _GIVEN
    }
    whole = [at for at, (found, _) in enumerate(meanings) if found is Field.NAME and at not in pairs]
    if whole:
        return {}
    for index, surname in pairs.items():
        meanings[index], meanings[surname] = (Field.NAME, 0), (None, 2)
    return pairs


def _of_names(header: Header, relations: Mapping[int, str], surnames: Mapping[int, int]) -> Header:
    at = header.columns.get(Field.NAME, -1)
    places, titles, unread = dict(header.columns), dict(header.titles), header.unread
    if relations:
        head = next(index for index, who in relations.items() if who == "户主")
        places.setdefault(Field.HEAD, head)
        titles.setdefault(Field.HEAD, Field.HEAD.value)
    if surname := surnames.get(at, -1) + 1:
        titles[Field.NAME] = Field.NAME.value
        unread = tuple(title for title in unread if title[0] != surname - 1)
    return replace(
        header, columns=places, titles=titles, unread=unread,
        relation=relations.get(at, ""), surname=surname - 1,
    )  # fmt: skip


def titles_again(row: int, texts: Sequence[str]) -> Layout | None:
    """The titles of this row where a sheet has them once more, above each household or page."""
    meanings = [_meaning(text) for text in texts if text]
    exact = [found for found, sure in meanings if sure == 0]
    if len(exact) < 2 or 2 * len(exact) < len(meanings) or not {Field.NAME, Field.ID} & set(exact):
        return None
    return layout_of(row, 1, [texts])


def _blocks(
    row: int, rows: int, meanings: Sequence[tuple[Field | str | None, int]], titles: Sequence[str]
) -> tuple[list[Header], dict[int, str]]:
    spans = _people_beside(meanings)
    headers: list[Header] = []
    used: dict[int, str] = {}
    for start, end in spans:
        chosen: dict[Field, tuple[int, int]] = {}
        rivals: dict[Field, list[int]] = {}
        statuses = []
        for index in range(start, end):
            found, sure = meanings[index]
            if not isinstance(found, Field):
                continue
            if found is Field.STATUS:
                statuses.append((index, titles[index]))
                used[index] = found.value
                chosen.setdefault(found, (sure, index))
                continue
            if found in chosen and chosen[found][0] == sure <= 0:
                rivals.setdefault(found, [chosen[found][1]]).append(index)
            if found not in chosen or sure < chosen[found][0]:
                chosen[found] = (sure, index)
        places = {found: index for found, (_, index) in chosen.items()}
        if headers:
            for shared in _SHARED:
                if shared in headers[0].columns:
                    places.setdefault(shared, headers[0].columns[shared])
        for found, index in places.items():
            used[index] = found.value
        repeated = tuple(
            (found, tuple(indices)) for found, indices in rivals.items() if found in (Field.NAME, Field.ID)
        )
        names = {found: titles[index] or found.value for found, index in places.items()}
        unread = tuple(
            (index, titles[index])
            for index in range(start, end)
            if meanings[index][0] is None
            and titles[index]
            and not _OTHER_PERSON.search(plain_title(titles[index]))
        )
        headers.append(
            Header(row, places, names, rows, tuple(statuses), repeated, None, (start, end), unread)
        )
    return headers, used


def _group_over(header: Header, lines: Sequence[Sequence[str]]) -> tuple[str, int | None] | None:
    """The group that stands over the titles of one of several people in a row."""
    for line in lines[:-1]:
        for text in line[header.span[0] : header.span[1]]:
            if text and (number := group_heading(text)):
                return text, number
            if _NAMED_GROUP.fullmatch(plain_title(text)):
                return text, None
    return None


def _people_beside(meanings: Sequence[tuple[Field | str | None, int]]) -> list[tuple[int, int]]:
    """(first column, after the last) of each person in a row; one span unless name and number both repeat."""
    sure = [found if how <= 0 and isinstance(found, Field) else None for found, how in meanings]
    names, numbers = sure.count(Field.NAME), sure.count(Field.ID)
    whole = [(0, len(meanings))]
    if max(names, numbers) < 2 or (names and numbers and names != numbers):
        return whole
    starts = [0]
    seen: set[Field] = set()
    for index, found in enumerate(sure):
        if found is None or found in (Field.NOTE, Field.STATUS):
            continue
        if found in seen and {Field.NAME, Field.ID} & seen:
            starts.append(index)
            seen = set()
        seen.add(found)
    spans = list(zip(starts, [*starts[1:], len(meanings)], strict=True))
    complete = all(
        (not names or Field.NAME in sure[start:end]) and (not numbers or Field.ID in sure[start:end])
        for start, end in spans
    )
    return spans if complete else whole


def is_title_line(header: Header, texts: Sequence[str]) -> bool:
    """Is the line below the titles one more of them? Words without data, and nobody's name or number."""
    filled = [(index, text) for index, text in enumerate(texts) if text]
    if not filled or any(_DATA.search(text) or len(text) > 20 or text.isdecimal() for _, text in filled):
        return False
    if heading_group(texts) or is_total_or_footer(texts):
        return False
    for key in (Field.NAME, Field.ID):
        index = header.columns.get(key)
        text = texts[index] if index is not None and index < len(texts) else ""
        lower = key is Field.ID and plain_title(text) in _NUMBER_TITLES | _LOWER_TITLES
        if text and field_of(text) is None and not lower:
            return False
    known = sum(map(_is_lower_title, (text for _, text in filled)))
    distinct = {text for _, text in filled}
    return 2 * known > len(filled) and (len(distinct) > 1 or known == len(filled))


def _is_lower_title(text: str) -> bool:
    plain = plain_title(text)
    return (
        plain in _SUB_TITLES
        or plain in _LOWER_TITLES | _NUMBER_TITLES | _HERE | _NOT_HERE | {"男", "女"}
        or _meaning(text)[0] is not None
    )


def are_lower_titles(texts: Sequence[str]) -> bool:
    """Is this line, below one that says too little, nothing but titles?"""
    filled = [text for text in texts if text]
    return (
        bool(filled) and not any(_DATA.search(text) for text in filled) and all(map(_is_lower_title, filled))
    )


def is_total_or_footer(texts: Sequence[str]) -> bool:
    first = next((text for text in texts if text), "")
    plain = "".join(unicodedata.normalize("NFKC", first).split())
    return bool(_TOTAL.match(plain) or _FOOTER.match(plain))


def heading_group(texts: Sequence[str]) -> tuple[str, int | None] | None:
    """(label, number) when the row is a sub-heading that names a group and no person."""
    filled = [text for text in texts if text]
    if not filled or len(set(filled)) > 2 or filled[0].isdecimal():
        return None
    number = group_heading(filled[0])
    return None if number is None else (filled[0], number)


def named_group(texts: Sequence[str]) -> str:
    """The name of a group without a number that stands alone in a line: 上屋组, 大塘村民小组（组长：王某）."""
    filled = list(dict.fromkeys(text for text in texts if text))
    if len(filled) != 1:
        return ""
    plain = plain_title(filled[0])
    return plain if _NAMED_GROUP.fullmatch(plain) and not _NO_GROUP.search(plain) else ""


def is_section(text: str) -> bool:
    """A heading that says what stands below it and sets nobody apart: 一、在村人员; or the title of a new page."""
    plain = "".join(without_radicals(text).split()).rstrip(":")
    return len(plain) <= 40 and _SECTION.search(plain) is not None


def is_person(header: Header, texts: Sequence[str], formula_columns: Sequence[int]) -> bool:
    """Does the row tell of a person? Totals, footers, repeated titles and numbered blank lines do not.

    ``formula_columns`` (from 0): cells that hold a formula count as filled, whatever they show.
    """
    personal = [header.columns[name] for name in _PERSONAL if name in header.columns]
    if not any(texts[index] or index in formula_columns for index in personal):
        return False
    key = Field.NAME if Field.NAME in header.columns else Field.ID
    if key not in header.columns:
        return True
    if header.titles[key] and "".join(texts[header.columns[key]].split()) == header.titles[key]:
        return False
    number = texts[header.columns[Field.ID]] if Field.ID in header.columns else ""
    if number and (any(map(str.isdecimal, number)) or not is_total_or_footer(texts)):
        return field_of(number) is not Field.ID
    return not is_total_or_footer(texts)
