"""The texts the rulebooks cite: key, titles, dates, and whether the text itself was read."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from election_office.law.decision import Citation


@dataclass(frozen=True, slots=True)
class Statute:
    """`title` is what a paper prints between 《》, empty when only a description is known; `passed` the day
    of the version cited; `in_force_to` None while it is in force. `read` False: only parts or quotations were
    seen, so nothing cited from it may be shown as verified. `binding` False: guidance or a plan."""

    key: str
    title: str
    full_title: str
    passed: date | None
    in_force_from: date | None
    in_force_to: date | None = None
    read: bool = True
    binding: bool = True
    leaves_open: str = "授权地方规定"
    """To whom this text leaves what it does not say; printed where this program's own choice is cited."""

    def cite(self, article: str, verified: bool = True) -> Citation:
        """That place in this text. A paper whose title is not known is named in plain words, without 《》."""
        if self.title:
            return Citation(self.title, article, verified)
        return Citation("", f"{self.full_title}{article}", verified)


STATUTES: Final[tuple[Statute, ...]] = (
    Statute(
        "O18",
        "村民委员会组织法",
        "中华人民共和国村民委员会组织法（2018年12月29日修正）",
        date(2018, 12, 29),
        date(2018, 12, 29),
        date(2025, 12, 31),
    ),
    Statute(
        "O25",
        "村民委员会组织法",
        "中华人民共和国村民委员会组织法（2025年10月28日第二次修正）",
        date(2025, 10, 28),
        date(2026, 1, 1),
    ),
    Statute(
        "R18",
        "城市居民委员会组织法",
        "中华人民共和国城市居民委员会组织法（2018年12月29日修正）",
        date(2018, 12, 29),
        date(2018, 12, 29),
        date(2025, 12, 31),
    ),
    Statute(
        "R25",
        "城市居民委员会组织法",
        "中华人民共和国城市居民委员会组织法（2025年10月28日修订）",
        date(2025, 10, 28),
        date(2026, 1, 1),
    ),
    Statute(
        "SHC20",
        "上海市居民委员会工作条例",
        "上海市居民委员会工作条例（2020年5月14日修正）",
        date(2020, 5, 14),
        date(2020, 5, 14),
    ),
    Statute(
        "HAC20",
        "河南省实施《中华人民共和国城市居民委员会组织法》办法",
        "河南省实施《中华人民共和国城市居民委员会组织法》办法（2020年6月3日修正）",
        date(2020, 6, 3),
        date(2020, 6, 3),
    ),
    Statute(
        "BJC91",
        "北京市实施《中华人民共和国城市居民委员会组织法》办法",
        "北京市实施《中华人民共和国城市居民委员会组织法》办法（1991年12月21日通过）",
        date(1991, 12, 21),
        date(1991, 12, 21),
    ),
    Statute(
        "C24",
        "农村集体经济组织法",
        "中华人民共和国农村集体经济组织法（2024年6月28日通过）",
        date(2024, 6, 28),
        date(2025, 5, 1),
        leaves_open="由章程规定",
    ),
    Statute(
        "ZJC20",
        "浙江省村经济合作社组织条例",
        "浙江省村经济合作社组织条例（2020年7月31日修正）",
        date(2020, 7, 31),
        date(2020, 7, 31),
    ),
    Statute("CIV", "民法典", "中华人民共和国民法典", date(2020, 5, 28), date(2021, 1, 1)),
    Statute(
        "ZJ20",
        "浙江省村民委员会选举办法",
        "浙江省村民委员会选举办法（2020年7月31日修正）",
        date(2020, 7, 31),
        date(2020, 7, 31),
    ),
    Statute(
        "ZJI20",
        "浙江省实施《中华人民共和国村民委员会组织法》办法",
        "浙江省实施《中华人民共和国村民委员会组织法》办法（2020年7月31日修正）",
        date(2020, 7, 31),
        date(2020, 7, 31),
    ),
    Statute(
        "SH20",
        "上海市村民委员会选举办法",
        "上海市村民委员会选举办法（2020年9月25日第三次修正）",
        date(2020, 9, 25),
        date(2020, 9, 25),
    ),
    Statute(
        "SHI20",
        "上海市实施《中华人民共和国村民委员会组织法》办法",
        "上海市实施《中华人民共和国村民委员会组织法》办法（2020年5月14日修正）",
        date(2020, 5, 14),
        date(2020, 5, 14),
    ),
    Statute(
        "BJ12",
        "北京市村民委员会选举办法",
        "北京市村民委员会选举办法（2012年9月28日修订）",
        date(2012, 9, 28),
        date(2012, 11, 1),
    ),
    Statute(
        "BJI12",
        "北京市实施《中华人民共和国村民委员会组织法》的若干规定",
        "北京市实施《中华人民共和国村民委员会组织法》的若干规定（2012年9月28日）",
        date(2012, 9, 28),
        date(2012, 11, 1),
    ),
    Statute(
        "HA11",
        "河南省实施《中华人民共和国村民委员会组织法》办法",
        "河南省实施《中华人民共和国村民委员会组织法》办法（2011年7月29日通过）",
        date(2011, 7, 29),
        date(2011, 9, 1),
    ),
    Statute(
        "SD12",
        "山东省实施《中华人民共和国村民委员会组织法》办法",
        "山东省实施《中华人民共和国村民委员会组织法》办法（2012年11月29日）",
        date(2012, 11, 29),
        date(2013, 1, 1),
    ),
    Statute(
        "CQ13",
        "重庆市实施《中华人民共和国村民委员会组织法》办法",
        "重庆市实施《中华人民共和国村民委员会组织法》办法（2013年9月25日）",
        date(2013, 9, 25),
        date(2013, 11, 1),
    ),
    Statute(
        "PI21",
        "个人信息保护法",
        "中华人民共和国个人信息保护法",
        None,
        date(2021, 11, 1),
        read=False,
    ),
    Statute(
        "GC13",
        "村民委员会选举规程",
        "民政部《村民委员会选举规程》（民发〔2013〕76号）",
        None,
        None,
        read=False,
        binding=False,
    ),
    Statute(
        "JX11",
        "江西省村民委员会选举办法",
        "江西省村民委员会选举办法（2011年5月27日通过）",
        date(2011, 5, 27),
        date(2011, 7, 1),
        read=False,
    ),
    Statute(
        "GD25",
        "广东省村民委员会选举办法",
        "广东省村民委员会选举办法（2025年12月4日修正）",
        date(2025, 12, 4),
        date(2026, 1, 1),
        read=False,
    ),
    Statute(
        "GS25",
        "甘肃省村民委员会选举办法",
        "甘肃省村民委员会选举办法（2025年11月27日修订）",
        date(2025, 11, 27),
        None,
        read=False,
    ),
    Statute(
        "SC25",
        "四川省村民委员会选举条例",
        "四川省村民委员会选举条例（2025年11月26日修订）",
        date(2025, 11, 26),
        date(2026, 1, 1),
        read=False,
    ),
    Statute(
        "HE20",
        "河北省村民委员会选举办法",
        "河北省村民委员会选举办法（2020年修正）",
        None,
        None,
        read=False,
    ),
    Statute(
        "GX13",
        "广西壮族自治区村民委员会选举办法",
        "广西壮族自治区村民委员会选举办法（2013年9月26日通过）",
        date(2013, 9, 26),
        None,
        read=False,
    ),
    Statute(
        "SNI19",
        "陕西省实施《中华人民共和国村民委员会组织法》办法",
        "陕西省实施《中华人民共和国村民委员会组织法》办法（2019年修正）",
        None,
        None,
        read=False,
    ),
    Statute(
        "HNI",
        "湖南省实施《中华人民共和国村民委员会组织法》办法",
        "湖南省实施《中华人民共和国村民委员会组织法》办法（版本没有注明）",
        None,
        None,
        read=False,
    ),
    Statute(
        "HN13",
        "湖南省村民委员会选举办法",
        "湖南省村民委员会选举办法（2013年7月25日）",
        date(2013, 7, 25),
        None,
        read=False,
    ),
    Statute(
        "JS19",
        "江苏省村民委员会选举办法",
        "江苏省村民委员会选举办法（2019年9月27日修订）",
        date(2019, 9, 27),
        None,
        read=False,
    ),
    Statute(
        "AH20",
        "安徽省村民委员会选举办法",
        "安徽省村民委员会选举办法（2020年4月29日第四次修正）",
        date(2020, 4, 29),
        None,
        read=False,
    ),
    Statute(
        "SX11",
        "",
        "山西省村民委员会换届选举问答（2011年）",
        None,
        None,
        read=False,
        binding=False,
    ),
    Statute(
        "P20",
        "中国共产党基层组织选举工作条例",
        "中国共产党基层组织选举工作条例（2020年7月13日）",
        date(2020, 7, 13),
        None,
        read=False,
    ),
    Statute(
        "S003",
        "村党组织和第十一届村民委员会选举工作实施方案",
        "江西省抚州市某镇村党组织和第十一届村民委员会选举工作实施方案（2021年）",
        None,
        None,
        read=False,
        binding=False,
    ),
    Statute(
        "GZ12",
        "",
        "江西省赣州市章贡区2012年委托投票通知",
        None,
        None,
        read=False,
        binding=False,
    ),
    Statute(
        "FJ21",
        "2021年村（居）民委员会换届选举公告18种",
        "福建省莆田市城厢区2021年村（居）民委员会换届选举公告18种",
        None,
        None,
        read=False,
        binding=False,
    ),
)

HERE: Final = Path(__file__).parent


def declared(folder: Path) -> tuple[Statute, ...]:
    """The texts that the files of the provinces bring along, each under ``[[statutes]]``."""
    found: list[Statute] = []
    for path in sorted(folder.rglob("provinces/*.toml")):
        text = path.read_text(encoding="utf-8")
        if "[[statutes]]" in text:
            found += [Statute(**fields) for fields in tomllib.loads(text)["statutes"]]
    return tuple(found)


BY_KEY: Final[dict[str, Statute]] = {text.key: text for text in (*STATUTES, *declared(HERE))}


def statute(key: str) -> Statute:
    """The statute with that short key; KeyError when the catalogue has none."""
    return BY_KEY[key]
