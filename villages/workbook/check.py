"""What a workbook would do to this township: faults by sheet and row, what is new, what differs."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from election_office.accounts.models import Assignment, User
from election_office.accounts.permissions import Permission, Role
from election_office.accounts.rules import VILLAGE, check_appointment
from election_office.law.words import GENERAL
from villages import rules
from villages.models import Group, LastTermMember, Township, Village
from villages.models.places import full_body_name
from villages.place_forms import PHONE
from villages.workbook.columns import ACCOUNTS, GROUPS, LAST_TERM, SHEETS, VILLAGES
from villages.workbook.reader import Contents, Fault, Row

MOST_PEOPLE = 500_000
MOST_GROUPS = 60
# What the letters behind a village's name mean in a made-up user name.
SUFFIXES = {
    Role.VILLAGE_CLERK: "",
    Role.COUNT_CLERK: "jp",
    Role.OBSERVER: "jd",
    Role.TOWNSHIP_OFFICER: "",
    Role.GUIDANCE_MEMBER: "zd",
    Role.DEPARTMENT_REVIEWER: "ls",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One value of a row the office already has: what it is, what the file says."""

    sheet: str
    row: int
    what: str
    before: str
    after: str


@dataclass
class Planned:
    """One row and the record it belongs to; ``found`` None: a new one."""

    row: Row
    found: Village | Group | User | LastTermMember | None
    values: dict[str, str | int | bool]
    changes: dict[str, str | int | bool] = field(default_factory=dict)


@dataclass
class Plan:
    """Nothing is written while this is made."""

    township: Township
    rows: dict[str, list[Planned]] = field(default_factory=lambda: {name: [] for name in SHEETS})
    faults: list[Fault] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)

    @property
    def ready(self) -> bool:
        return not self.faults and self.writes > 0

    @property
    def writes(self) -> int:
        return sum(1 for rows in self.rows.values() for row in rows if row.found is None or row.changes)

    def counts(self) -> list[tuple[str, int, int, int]]:
        """Sheet, new, changed, the same as before."""
        return [
            (
                name,
                sum(1 for row in rows if row.found is None),
                sum(1 for row in rows if row.found is not None and row.changes),
                sum(1 for row in rows if row.found is not None and not row.changes),
            )
            for name, rows in self.rows.items()
        ]

    def add(self, planned: Planned, labels: dict[str, str], shown: Callable[[str], str] = str) -> None:
        found = planned.found
        if found is not None:
            for key, value in planned.values.items():
                before = getattr(found, key)
                if before != value:
                    planned.changes[key] = value
                    telephone = key.endswith("phone")
                    self.differences.append(
                        Difference(
                            planned.row.sheet,
                            planned.row.number,
                            f"{found}：{labels.get(key, key)}",
                            "（原电话）" if telephone and before else str(before),
                            "（新电话）" if telephone and value else str(value),
                        )
                    )
        self.rows[planned.row.sheet].append(planned)


class Checker:
    """Made once a file; asks the office a constant number of questions."""

    def __init__(self, township: Township, contents: Contents, by: User) -> None:
        self.contents = contents
        self.plan = Plan(township, faults=list(contents.faults), hints=list(contents.unused))
        self.township = township
        self.by = by
        self.known = {row.code: row for row in township.villages.in_being()}
        self.known_names = {row.name: row for row in self.known.values()}
        self.held: set[tuple[int, str, str]] = set()
        self.codes: dict[str, str] = {row.name: row.code for row in self.known.values()}
        self.labels = {
            name: {column.key: column.title for column in columns} for name, columns in SHEETS.items()
        }

    def run(self) -> Plan:
        self._villages()
        self._groups()
        self._accounts()
        self._last_term()
        self.plan.faults.sort(key=lambda row: (list(SHEETS).index(row.sheet), row.row))
        if not self.plan.faults and not self.plan.writes:
            self.plan.hints.append("文件与平台里的资料完全一样，没有可以导入的内容。")
        return self.plan

    def fault(self, row: Row, sentence: str) -> None:
        self.plan.faults.append(Fault(row.sheet, row.number, sentence))

    def _number(self, row: Row, key: str, most: int) -> int:
        said = row[key]
        if not said:
            return 0
        if not re.fullmatch(r"\d{1,7}", said) or int(said) > most:
            title = self.labels[row.sheet][key]
            self.fault(row, f"“{title}”应填0至{most}的整数，现为“{said[:20]}”。")
            return 0
        return int(said)

    def _phone(self, row: Row, key: str) -> str:
        said = row[key]
        if said and not re.fullmatch(PHONE, said):
            self.fault(row, f"“{self.labels[row.sheet][key]}”只填数字，可以带空格和短横，例如0794-8123456。")
        return said

    def _short(self, row: Row, **limits: int) -> None:
        for key, limit in limits.items():
            if len(row[key]) > limit:
                self.fault(row, f"“{self.labels[row.sheet][key]}”超过{limit}个字。")

    # -------------------------------------------------------------- villages

    def _villages(self) -> None:
        codes: dict[str, int] = {}
        names: dict[str, int] = {}
        rows = self.contents.rows[VILLAGES]
        elsewhere = set(
            Village.objects.filter(code__in=[row["code"] for row in rows])
            .exclude(code__in=list(self.known))
            .values_list("code", flat=True)
        )
        for row in rows:
            if not row["code"] or not row["name"]:
                continue
            self._short(row, name=40, body_name=60, notice_place=80, leader=40)
            self._village_code(row, elsewhere)
            for seen, key, title in ((codes, "code", "区划代码"), (names, "name", "村名")):
                if row[key] in seen:
                    self.fault(row, f"{title}“{row[key]}”与第{seen[row[key]]}行相同。")
                seen.setdefault(row[key], row.number)
            # A doubled code is one fault; the rows of both villages are still told apart.
            twice = codes[row["code"]] != row.number
            self.codes[row["name"]] = f"{row['code']}#{row.number}" if twice else row["code"]
            self._village(row)
        missing = [entry.name for code, entry in self.known.items() if rows and code not in codes]
        if missing:
            self.plan.hints.append(f"文件里没有{'、'.join(missing)}，平台里的资料保留不动。")

    def _village_code(self, row: Row, elsewhere: set[str]) -> None:
        code, other = row["code"], row["other_code"]
        if not re.fullmatch(r"\d{12}", code):
            self.fault(row, f"区划代码应为12位数字，现为“{code[:20]}”（{len(code)}位）。")
            return
        if other and not re.fullmatch(r"\d{12}", other):
            self.fault(row, f"另一套区划代码应为12位数字，现为“{other[:20]}”。")
            return
        town = self.township
        decision = rules.check_village_code(code, other, town.name, town.code, town.other_code)
        for refusal in decision.refusals:
            self.fault(row, refusal.message)
        if code in elsewhere:
            self.fault(row, f"区划代码{code}已经登记给别的村或者已撤并的村，请核对。")
        namesake = self.known_names.get(row["name"])
        if namesake is not None and namesake.code != code and code not in self.known:
            self.fault(row, f"{row['name']}已登记为{namesake.code}；更正代码请在该村页面办理，并写明理由。")

    def _village(self, row: Row) -> None:
        kind = row["kind"] or Village.Kind.VILLAGE
        values: dict[str, str | int | bool] = {
            "kind": kind,
            "name": row["name"],
            "body_name": row["body_name"] or full_body_name(row["name"], kind),
            "population": self._number(row, "population", MOST_PEOPLE),
            "households": self._number(row, "households", MOST_PEOPLE),
            "notice_place": row["notice_place"] or f"{GENERAL.body}公告栏",
            "leader": row["leader"],
            "leader_phone": self._phone(row, "leader_phone"),
            "other_code": row["other_code"],
        }
        self.plan.add(Planned(row, self.known.get(row["code"]), values), self.labels[VILLAGES])

    # -------------------------------------------------------------- groups

    def _groups(self) -> None:
        have: dict[tuple[str, int], Group] = {}
        for entry in Group.objects.filter(village__in=list(self.known.values())).select_related("village"):
            have[entry.village.code, entry.number] = entry
        seen: dict[tuple[str, int], int] = {}
        for row in self.contents.rows[GROUPS]:
            code = self._code(row)
            number = self._number(row, "number", MOST_GROUPS)
            if not code or not number:
                if row["number"] and number == 0:
                    self.fault(row, f"“组号”应填1至{MOST_GROUPS}的整数。")
                continue
            self._short(row, name=40, notice_place=80, leader=40)
            if (code, number) in seen:
                self.fault(row, f"{row['village']}第{number}组与第{seen[code, number]}行相同。")
                continue
            seen[code, number] = row.number
            values: dict[str, str | int | bool] = {
                "name": row["name"],
                "notice_place": row["notice_place"],
                "leader": row["leader"],
                "leader_phone": self._phone(row, "leader_phone"),
            }
            self.plan.add(Planned(row, have.get((code, number)), values), self.labels[GROUPS])
        self._gaps(seen, have)

    def _gaps(self, seen: dict[tuple[str, int], int], have: dict[tuple[str, int], Group]) -> None:
        names = {code: name for name, code in self.codes.items()}
        numbers: dict[str, set[int]] = {}
        for code, number in [*seen, *have]:
            numbers.setdefault(code, set()).add(number)
        for code, found in numbers.items():
            gaps = sorted(set(range(1, max(found) + 1)) - found)
            if gaps:
                listed = "、".join(map(str, gaps))
                row = next((seen[key] for key in sorted(seen) if key[0] == code), 1)
                self.plan.faults.append(
                    Fault(GROUPS, row, f"{names.get(code, code)}缺第{listed}组，组号应从1起不空号。")
                )
        for name, code in self.codes.items():
            if code not in numbers:
                self.plan.hints.append(f"{name}还没有{GENERAL.group}，批准方案以前要登记。")

    def _code(self, row: Row) -> str:
        """The code of the village a row names, in the file or in the office."""
        name = row["village"]
        if not name:
            return ""
        code = self.codes.get(name, "")
        if not code:
            self.fault(row, f"“{name[:20]}”不在“村”表里，也没有登记，请核对村名。")
        return code

    # -------------------------------------------------------------- accounts

    def _accounts(self) -> None:
        rows = self.contents.rows[ACCOUNTS]
        if not rows:
            return
        managed = self.by.areas(Permission.STAFF_MANAGE)
        users = {entry.username: entry for entry in User.objects.all()}
        posts: dict[tuple[str, str, str], User] = {}
        reach: dict[int, list[str]] = {}
        for held in Assignment.objects.filter(ended_at__isnull=True).select_related("user"):
            reach.setdefault(held.user_id, []).append(held.area_code)
            self.held.add((held.user_id, held.role, held.area_code))
            if held.area_code.startswith(self.township.code):
                posts.setdefault((held.user.name, held.role, held.area_code), held.user)
        taken = set(users) | {row["username"] for row in rows if row["username"]}
        seen: dict[str, int] = {}
        for row in rows:
            if not row["name"] or not row["role"]:
                continue
            area = self._area(row)
            if not re.fullmatch(r"\d{9}(\d{3})?", area) or not area.startswith(self.township.code):
                continue  # its village's own line says what is wrong
            self._short(row, name=50, unit=40)
            for refusal in check_appointment(
                managed=managed, role=row["role"], area_code=area, unit=row["unit"]
            ).refusals:
                self.fault(row, refusal.message)
            found = users.get(row["username"]) or posts.get((row["name"], row["role"], area))
            username = row["username"] or (found.username if found else self._username(row, taken))
            self._account(row, found, username, area, reach, seen)

    def _area(self, row: Row) -> str:
        role = Role(row["role"])
        if row["village"]:
            code = self._code(row)
            return code if len(code) == VILLAGE else ""
        if role in (Role.VILLAGE_CLERK, Role.COUNT_CLERK):
            self.fault(row, f"“{role.label}”要写明在哪个村。")
            return ""
        return self.township.code

    def _account(
        self,
        row: Row,
        found: User | None,
        username: str,
        area: str,
        reach: dict[int, list[str]],
        seen: dict[str, int],
    ) -> None:
        if not re.fullmatch(r"[A-Za-z0-9_.@+-]{2,60}", username):
            self.fault(row, f"用户名“{username[:20]}”只能用字母、数字，至少2个。")
        if username in seen:
            self.fault(row, f"用户名“{username}”与第{seen[username]}行相同。")
        seen[username] = row.number
        if found is not None:
            outside = [code for code in reach.get(found.pk, []) if not code.startswith(self.township.code)]
            if outside or found.pk not in reach:
                self.fault(row, f"用户名“{username}”已有别处的人使用，请换一个。")
        held = found is not None and (found.pk, row["role"], area) in self.held
        values: dict[str, str | int | bool] = {"name": row["name"], "phone": self._phone(row, "phone")}
        planned = Planned(row, found, values)
        self.plan.add(planned, self.labels[ACCOUNTS])
        row.values["username"], row.values["area"] = username, area
        if found is not None and not held:
            planned.changes["post"] = row["role"]
            label = Role(row["role"]).label
            self.plan.differences.append(
                Difference(ACCOUNTS, row.number, f"{found}：职责", "", f"增加“{label}”")
            )

    def _username(self, row: Row, taken: set[str]) -> str:
        # Its dictionary takes half a second to read: not at every start of every process.
        from pypinyin import lazy_pinyin  # noqa: PLC0415

        role = Role(row["role"])
        place = row["village"] or self.township.name
        stem = place.removesuffix("村").removesuffix("社区").removesuffix("镇").removesuffix("乡")
        base = "".join(lazy_pinyin(stem or place, errors="ignore")).lower() or "zh"
        base += SUFFIXES[role]
        number = 1
        while (name := f"{base}{number}") in taken:
            number += 1
        taken.add(name)
        return name

    # -------------------------------------------------------------- the outgoing teams

    def _last_term(self) -> None:
        known = {
            (entry.village.code, entry.body, entry.name, entry.birth_year, entry.birth_month): entry
            for entry in LastTermMember.objects.filter(
                village__in=list(self.known.values()), election__isnull=True
            ).select_related("village")
        }
        seen: dict[tuple[str, str, str, int, int], int] = {}
        for row in self.contents.rows[LAST_TERM]:
            code = self._code(row)
            if not code or not row["body"] or not row["name"] or not row["birth"]:
                continue
            month = re.fullmatch(r"(\d{4})-(\d{2})", row["birth"])
            if month is None:
                self.fault(row, f"“出生年月”填的是“{row['birth'][:20]}”，请写成1968-05的样子。")
                continue
            self._short(row, name=40, post=20)
            key = (code, row["body"], row["name"], int(month[1]), int(month[2]))
            if key in seen:
                self.fault(row, f"{row['name']}与第{seen[key]}行是同一个班子里的同一个人。")
                continue
            seen[key] = row.number
            values: dict[str, str | int | bool] = {
                "post": row["post"],
                "sex": row["sex"],
                "education": row["education"],
                "party_member": bool(row["party_member"]) or row["body"] == LastTermMember.Body.BRANCH,
            }
            # A workbook from before these columns says nothing of them.
            values |= {mark: bool(row[mark]) for mark in ("wealth", "veteran") if mark in row.values}
            self.plan.add(Planned(row, known.get(key), values), self.labels[LAST_TERM])


def plan_for(township: Township, contents: Contents, by: User) -> Plan:
    """The trial: reads, compares, writes nothing."""
    assert len(township.code) < VILLAGE
    return Checker(township, contents, by).run()
