"""What the sheets of the workbook hold: the template is written, and a file is read, by this one list."""

from __future__ import annotations

from dataclasses import dataclass

from election_office.accounts.permissions import Role
from election_office.law.words import GENERAL, words_for
from villages.models import LastTermMember, Village
from villages.models.people import Sex


@dataclass(frozen=True, slots=True)
class Column:
    """``key``: its name in code; ``choices``: what may be written → what it means."""

    key: str
    title: str
    width: int = 14
    needed: bool = False
    choices: dict[str, str] | None = None
    help: str = ""


KINDS = {str(label): value for value, label in Village.Kind.choices}
SEXES = {str(label): value for value, label in Sex.choices}
YES_NO = {"是": "1", "否": ""}
BODIES = {
    GENERAL.body_short: "committee",
    words_for("", "community").body_short: "committee",
    "党组织": "branch",
}
EDUCATIONS = {str(label): value for value, label in LastTermMember.Education.choices}
ROLES = {
    str(role.label): role.value
    for role in (
        Role.TOWNSHIP_OFFICER,
        Role.GUIDANCE_MEMBER,
        Role.DEPARTMENT_REVIEWER,
        Role.VILLAGE_CLERK,
        Role.COUNT_CLERK,
        Role.OBSERVER,
    )
}

VILLAGES, GROUPS, ACCOUNTS, LAST_TERM = "村", "小组", "账号", "上届班子"

SHEETS: dict[str, tuple[Column, ...]] = {
    VILLAGES: (
        Column("code", "区划代码", 16, needed=True, help="12位数字，以本乡镇的9位代码开头。"),
        Column("kind", "类别", 8, needed=True, choices=KINDS, help="村或者社区。"),
        Column("name", "村名", 14, needed=True, help="例如“东山村”。"),
        Column(
            "body_name",
            "村（居）民委员会全称",
            26,
            help=f"与公章一致，例如“东山村{GENERAL.body}”；留空按“村名＋{GENERAL.body}”。",
        ),
        Column("population", "户籍人口", 10, needed=True, help="决定职数标准。"),
        Column("households", "户数", 8, needed=True),
        Column("notice_place", "村公告栏地点", 20, help=f"留空为“{GENERAL.body}公告栏”。"),
        Column("leader", "负责人", 10),
        Column("leader_phone", "负责人电话", 15),
        Column("other_code", "另一套区划代码", 16, help="民政和统计编码不同时填写，通常留空。"),
    ),
    GROUPS: (
        Column("village", "村名", 14, needed=True, help="与“村”表里的村名一致。"),
        Column("number", "组号", 6, needed=True, help="从1起，中间不空号。"),
        Column("name", "组名", 16, help=f"例如“上屋组”；留空称“第一{GENERAL.group}”。"),
        Column("notice_place", "张贴地点", 22, help="名单在这里张贴。"),
        Column("leader", "组长", 10),
        Column("leader_phone", "组长电话", 15),
    ),
    ACCOUNTS: (
        Column("name", "姓名", 10, needed=True),
        Column("role", "职责", 20, needed=True, choices=ROLES),
        Column("village", "村名", 14, help="全镇的职责留空。"),
        Column("unit", "单位", 16, help="联审单位填写，例如“公安派出所”。"),
        Column("phone", "办公电话", 15),
        Column("username", "用户名", 14, help="留空由平台按拼音编；再次导入时照平台编好的填。"),
    ),
    LAST_TERM: (
        Column("village", "村名", 14, needed=True),
        Column("body", "班子", 10, needed=True, choices=BODIES),
        Column("post", "职务", 12, needed=True, help="例如主任、委员、书记。"),
        Column("name", "姓名", 10, needed=True),
        Column("sex", "性别", 6, needed=True, choices=SEXES),
        Column("birth", "出生年月", 12, needed=True, help="例如 1968-05。"),
        Column("education", "学历", 14, needed=True, choices=EDUCATIONS),
        Column("party_member", "党员", 6, choices=YES_NO),
        Column("wealth", "致富能手", 10, choices=YES_NO),
        Column("veteran", "退役军人", 10, choices=YES_NO),
    ),
}
