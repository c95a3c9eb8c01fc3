"""Whom a file sets apart from the voters: by a note, a column of states, a heading, the name of a sheet.

Every kind is told row by row and decided once for all its people by a person: nobody the file marks as dead
or gone becomes a voter without a word.
"""

# ruff: noqa: E501 -- tables of words, one line a thing

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from election_office.core.names import without_radicals
from election_office.law.words import GENERAL


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of people set apart. ``code`` is the finding's; ``likely``: what most offices decide."""

    key: str
    code: str
    title: str
    sentence: str
    pattern: re.Pattern[str] | None
    likely: str


def _kind(key: str, code: str, title: str, sentence: str, pattern: str, likely: str) -> Kind:
    return Kind(key, code, title, sentence, re.compile(pattern) if pattern else None, likely)


_PLACES = (
    "广东|浙江|江苏|福建|上海|北京|天津|重庆|深圳|广州|东莞|佛山|惠州|珠海|中山|厦门|泉州|杭州|宁波|温州|义乌|苏州|无锡|南京|武汉|长沙|南昌|成都|西安|郑州"
    "|昆明|贵阳|南宁|海口|青岛|济南|合肥|石家庄|太原|沈阳|大连|山东|山西|河北|河南|湖北|湖南|江西|安徽|四川|贵州|云南|广西|海南|陕西|甘肃|新疆|西藏|青海|宁夏"
    "|内蒙古|内蒙|辽宁|吉林|黑龙江"
)

KINDS: tuple[Kind, ...] = (
    _kind(
        "dead", "note_deceased", "死亡", "请核实本人是否在世；已去世的不应列入名单。",
        r"(?<!未)(?<!否)(?:已故|死亡|去世|病故|过世|过逝|亡故|身故|身亡|溺亡|病亡|病逝|离世|死者|已亡|已死|死了|死于|故去|逝世|殁|宣告死亡|不在人世|人已不在|已火化)|^(?:故|亡|死|卒|逝|殁)$", "leave",
    ),
    _kind(
        "deprived", "note_deprived_of_rights", "剥夺政治权利", "请核对判决；依法被剥夺政治权利的不得登记。",
        r"(?<!未被)(?<!没有)(?<!未)(?<!无)(?:剥夺政治权利|剥权|褫夺公权|剥政)", "leave",
    ),
    _kind(
        "moved", "note_moved_out", "迁出、嫁出", f"请核实户籍是否仍在{GENERAL.here}。",
        r"(?<!未)(?<!没)(?<!不)(?:迁出|迁走|迁往|迁至|迁到|迁居|迁移出|户口注销|户籍注销|注销|转出|农转非|转非|销户|外迁|搬迁走)"
        r"|(?<!未)(?:嫁出|外嫁|出嫁|远嫁|嫁到|嫁往|嫁外|婚出|婚迁|改嫁)|^嫁$|(?:户口|户籍|已)(?:已)?迁(?![入回来])", "pending",
    ),
    _kind(
        "unlisted", "apart_unlisted", "不列入名单", "请核实不列入的理由。",
        r"不列入|不予列入|不登记|不予登记|不参选|不参加|不愿(?:意)?参加|不计入|不在册|停止登记|停止行使|弃权|放弃|除名|剔除|核减|不予选民|非选民|(?:无|没有)选举权|无资格|不具备|不符合", "pending",
    ),
    _kind(
        "minor", "apart_minor", "未满18周岁", "请核对出生日期，选举日未满18周岁的不列入名单。",
        r"(?:未|不)满\s*(?:18|十八)|未成年|(?:未|不)到\s*(?:18|十八)|未到(?:年龄|法定)|不够年龄|年龄不够|不足\s*(?:18|十八)|(?:18|十八)(?:周)?岁以下", "leave",
    ),
    _kind(
        "custody", "apart_custody", "服刑、羁押、留置", "请核对法律文书：被判处刑罚或者被羁押的，按规定决定能否行使选举权利。",
        r"(?<!未)(?:服刑|在押|羁押|关押|收押|拘留|拘押|刑拘|逮捕|被捕|判刑|被判|判处|判[一二三四五六七八九十0-9]+年|监狱|入狱|在监|坐牢|狱中|劳改|劳教|留置|看守所|戒毒|强戒)", "pending",
    ),
    _kind(
        "abroad", "apart_abroad", "出国、出境", "请核实本人是否表示参加选举。",
        r"(?<!未)(?:出国|出境|国外|境外|海外|旅居|侨居|定居国|留学|在(?:日本|韩国|美国|香港|澳门|台湾))", "pending",
    ),
    _kind(
        "army", "apart_army", "参军服役", f"请核实本人是否表示参加选举，户籍是否仍在{GENERAL.here}。",
        r"(?<!退)(?:参军|入伍|现役|服兵役|当兵|义务兵|在部队|部队服役|服役|士官|军官)(?!家属|军属)|^(?:军人|士兵|战士)$", "pending",
    ),
    _kind(
        "stationed", "apart_stationed", "驻村、挂职人员", f"驻村和挂职人员一般不在{GENERAL.here}登记，请核实户籍。",
        r"驻村|工作队|第一书记|挂职|下派|选派|包村干部|村官|三支一扶", "pending",
    ),
    _kind(
        "lost", "apart_lost", "失联", "请核实本人下落。",
        r"失联|联系不上|无法联系|下落不明|失踪|走失|出走|查无此人|未联系上|找不到人", "pending",
    ),
    _kind(
        "paper", "apart_paper", "空挂户、人户分离", f"请核实本人是否在{GENERAL.here}居住、是否表示参加选举。",
        r"空挂|挂户|人户分离|户在人不在|寄挂|搭户|户口在外|户籍在外", "pending",
    ),
    _kind(
        "away", "apart_away", "外出", f"不在{GENERAL.here}居住的，须本人表示参加选举后才能登记。",
        r"(?<!未)(?<!不)(?<!无)(?<!没有)(?<!没)(?:外出(?!已?[返回])|在外(?!村?嫁)|出外|常年不在|长期不在|不在村|不在家|不在本村|外地(?:务工|打工|上班|工作|经商|上学|读书|就业)"
        rf"|外省(?!嫁|迁|媳|来|籍|户|人|女)|外住|(?<!本村)(?<!本地)(?<!村里)(?<!本组)(?<!本镇)(?<!本乡)打工|(?:常?住|居住)(?:在)?(?:县城|城里|市里|镇上|外地|外村|外面)"
        rf"|户口在县城|进城(?!镇)|(?:县城|城里|市里|市区|外地|外村)(?:居住|生活|安家|买房)|(?<![由从自])在?(?:{_PLACES})(?:省|市)?(?:务工|打工|上班|工作|经商|居住|读书|上学|生活|做生意|带孩子|买房|定居)|^(?:在|去)(?:{_PLACES})$)", "pending",
    ),
    _kind(
        "mind", "apart_mind", "精神、智力残疾", "须由法定程序认定才能不列入，请核对认定文书和亲属意见。",
        r"精神(?:病|残疾|障碍|分裂|疾病|异常|[一二三四1-4]级)|痴呆|智力(?:残疾|[一二三四1-4]级)|智障|弱智|植物人|无(?:民事)?行为能力|神志不清|昏迷", "pending",
    ),
    _kind("struck", "apart_struck", "划掉的行", "原表把这一行划掉了，请核实。", "", "pending"),
    _kind("hidden", "apart_hidden", "隐藏的行", "原表把这一行隐藏了（手工隐藏或者筛选），请核实。", "", "import"),
    _kind(
        "other", "apart_other", "状态另有说明", "看不出是否应当登记，请核实。",
        r"重户|双重户|双户口|重复(?:户|登记|录入|人)|^重复$|待核|待定|待查|存疑", "pending",
    ),
)  # fmt: skip
BY_KEY = {kind.key: kind for kind in KINDS}
BY_CODE = {kind.code: kind for kind in KINDS}
DECISIONS = {"import": "照常登记", "pending": "列为待定", "leave": "不导入"}

_OTHERS_BEFORE = re.compile(
    r"(?:父亲?|母亲?|父母|双亲|配偶|丈夫|妻子?|夫|爱人|儿子?|女儿?|子女|其[子女夫妻父母兄弟姐妹媳婿]|儿媳|女婿|孙子|孙女|公公|婆婆|岳父|岳母|户主|爷爷|奶奶"
    r"|哥哥?|弟弟?|姐姐?|妹妹?|前夫|前妻|家人|家属|亲属|亲戚|邻居)"
    r"(?:[:：]|均|双|都|已经?|于?[0-9年月日.]*|因?[病故车祸工伤]*|现|正?在|系|是|为)*$"
)
_PAST_BEFORE = re.compile(r"(?:曾|曾经|以前|过去|早年|非|不是)$")
_NOT_OF_PERSON = re.compile(
    r"(?:人员|人士|军人)?(?:之|的)?(?:家属|亲属|遗属|军属|子女|配偶|妻|夫|父|母|遗孀)"
)
_BACK = re.compile(
    r"(?<![未不没节年尔时会可将拟待法])(?:返乡|返村|回村|回家|归来|回来|回乡|回国|归国|迁回|返回|已返|已回|解除|撤离|刑满|释放|退伍|退役|复员|转业)"
)
_ORDINARY = {
    "", "正常", "在村", "在册", "健在", "常住", "在家", "有效", "正常户", "常住人口", "在籍", "在世", "已登记", "登记",
    "是", "否", "无", "本村", "在本村", "在村居住", "居住", "村民", "选民", "户籍人口", "有", "普通", "一般", "-", "—", "/",
    "存活", "本地", "本县", "本镇", "正常人口", "本村户籍", "留守", "务农", "在", "合格", "可登记", "√",
}  # fmt: skip
_DOUBTFUL_HEADING = re.compile(
    r"删除|作废|减少|取消|重复|备份|旧名单|旧名册|上届|往届|待核|待定|外来|外地户籍|寄住|暂住|其他村|不确定|有问题|争议|历史"
)
_YES = {"是", "√", "✓", "✔", "Y", "YES", "TRUE", "1", "有", "对", "已", "○", "〇", "●", "V", "v"}
_NO = {"否", "无", "×", "✗", "N", "NO", "FALSE", "0", "没有", "未", "不是", "X", "x", "", "-", "—", "/"}


# Who was so may be back; the dead, and those the law bars, are not.
_OF_A_TIME = {"away", "custody", "abroad", "army", "stationed", "moved", "lost", "paper"}


# A title whose ordinary answer is yes: who answers no is set apart.
_ASKED_OTHERWISE = (
    (re.compile(r"在世|健在|存活|存世"), "dead"),
    (
        re.compile(
            r"(?<!无)选举权|(?<!夺)政治权利|选举资格|选民资格|参选资格|[能可]否(?:参选|登记|列入)|是否(?:列入|参选|登记|选民|合格|符合|有资格)|列入名单|登记资格"
        ),
        "unlisted",
    ),
    (re.compile(r"是否(?:年?满|成年|到)|年满(?:18|十八)|(?:满|够)(?:18|十八)"), "minor"),
    (re.compile(r"是否(?:本村|本组)(?:村民|人|居民)|是否在册|是否(?:有效|正常)"), "other"),
    (re.compile(r"是否在家|是否常年在|[能可]否联系"), "away"),
)


@lru_cache(maxsize=4_096)
def kinds_in(text: str) -> tuple[Kind, ...]:
    """The kinds a note speaks of, of the person itself: 丈夫去世 and 未外出 tell nothing."""
    found = []
    plain = "".join(without_radicals(text).split())
    for kind in KINDS:
        if kind.pattern is None:
            continue
        for match in kind.pattern.finditer(plain):
            before, after = plain[: match.start()], plain[match.end() :]
            if _OTHERS_BEFORE.search(before) or _PAST_BEFORE.search(before) or _NOT_OF_PERSON.match(after):
                continue
            if kind.key in _OF_A_TIME and _BACK.search(plain):
                continue
            found.append(kind)
            break
    keys = {kind.key for kind in found}
    if keys & {"abroad", "army", "custody", "lost"}:
        found = [kind for kind in found if kind.key != "away"]
    return tuple(found)


def kind_of_title(title: str) -> Kind | None:
    """The kind a title of its own column asks about: 是否外出, 死亡情况, 是否在世; None for an ordinary title."""
    for pattern, key in _ASKED_OTHERWISE:
        if pattern.search(title):
            return BY_KEY[key]
    if re.search(r"(?:务工|打工|外出|就业)(?:所在)?(?:地|地点|地址|省份?|城市|时间|原因|去向)$", title):
        return BY_KEY["away"]
    if not re.search(r"是否|情况|状态|标记|标识|^已|人员$|时间$|日期$", title) and len(title) > 4:
        return None
    asked = re.sub(r"是否|有无|情况|状态|标记|标识|人员|时间|日期", "", title)
    found = kinds_in(asked)
    return found[0] if found else None


def kinds_of_state(title: str, text: str) -> tuple[Kind, ...]:
    """The kinds a cell of a column of states puts its person in."""
    plain = "".join(text.split())
    asked = kind_of_title(title)
    if asked is not None and any(pattern.search(title) for pattern, _ in _ASKED_OTHERWISE):
        # 是否在世: here it is the no that sets somebody apart.
        if (
            plain in _NO - {""}
            or plain.upper() in _NO - {""}
            or re.search(r"^[不无未否]|停止|剥夺|没有", plain)
        ):
            return (asked,)
        return kinds_in(plain)
    if asked is not None:
        if plain in _NO or plain.upper() in _NO:
            return ()
        if plain in _YES or plain.upper() in _YES:
            return (asked,)
        return kinds_in(plain) or ((asked,) if not _BACK.search(plain) and plain not in _ORDINARY else ())
    if plain in _ORDINARY:
        return ()
    return kinds_in(plain) or (() if _harmless(plain) else (BY_KEY["other"],))


def _harmless(plain: str) -> bool:
    return plain.isdecimal() or bool(
        re.search(r"在村|常住|正常|本村居民|健在|在家|本村村民|留守|已登记|返乡|回村", plain)
    )


@lru_cache(maxsize=1_024)
def kind_of_heading(text: str) -> Kind | None:
    """The kind a heading or the name of a sheet speaks of: 死亡人员名册, 不列入名单, 未满18周岁."""
    plain = "".join(text.split())
    if not plain or len(plain) > 30 or re.search(r"(?:含|包括|(?<![删剔解开清])除(?!名)).{0,6}$", plain):
        return None
    if re.search(r"合计|小计|总计|说明|备注|填表", plain):
        return None
    found = kinds_in(plain)
    if not found and _DOUBTFUL_HEADING.search(plain) and not re.search(r"新增|迁入|嫁入", plain):
        return BY_KEY["other"]
    return found[0] if found else None


def strictest(decisions: Iterable[str]) -> str:
    """Of what was decided for the kinds one person belongs to: left out, else waiting, else as others."""
    said = set(decisions)
    return next((item for item in ("leave", "pending", "import") if item in said), "")
