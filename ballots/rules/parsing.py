"""Reading the open count format (election-count/1). Strict: every fault is named, nothing is guessed.

Shape is judged here: fields, types, names, dates, parameters. Whether the numbers can be true together is
judged in `checks`, because there a person must decide, not a program refuse.
"""

from __future__ import annotations

import json
from typing import Any, Final, Literal, cast

from ballots.rules.facts import (
    KINDS,
    POST_NAMES,
    POSTS,
    ROUNDS,
    Box,
    BoxPost,
    Cell,
    CountInput,
    Kind,
    PersonFacts,
    Post,
    PostCount,
    Relation,
    Round,
    SeatFilled,
    Sex,
    Votes,
)
from ballots.rules.irregularities import IRREGULARITIES, Irregularity
from ballots.rules.plain import plain_json, plain_person, plain_post, plain_votes
from ballots.rules.ruleset import RulesetError, ruleset_for
from ballots.rules.shapes import Faults, Fields, shown, text_fault
from election_office.core.names import clean_name
from election_office.law.counts import ways_of
from election_office.law.relations import INVERSE, RELATION_LABELS

COUNT_FORMAT: Final = "election-count/1"
EARLIEST_YEAR: Final = 1998
"""The year of the organic law's first text; nobody was elected under it before."""


OPTIONAL: Final = (
    "params",
    "boxes",
    "people",
    "relatives",
    "elected_before",
    "excess_proxies",
    "kind",
    "way",
    "irregularities",
)


class CountFileError(ValueError):
    """The input is not a count. `faults` are all its faults, each one line of Chinese with its path."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def load_count(text: str) -> CountInput:
    """Parse the text of one count file. CountFileError when it is not JSON, or not a count."""
    return parse_count(load_json(text))


def load_json(text: str) -> Any:
    """JSON as the standard has it: no NaN, no repeated key, no number too long to read."""
    plain = plain_json(text)
    return _closely_read(text) if plain is None else plain


def _closely_read(text: str) -> Any:
    """The same, naming every fault."""
    faults = Faults()

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) == len(pairs):
            return found
        found.clear()
        for key, value in pairs:
            if key in found:
                faults.add("", f"同一个对象里重复出现字段{shown(key)}。")
            found[key] = value
        return found

    def constant(name: str) -> None:
        faults.add("", f"不能出现{name}，数字只能是整数。")

    try:
        data = json.loads(text, object_pairs_hook=unique, parse_constant=constant)
    except json.JSONDecodeError as error:
        raise CountFileError([f"不是有效的 JSON：第{error.lineno}行第{error.colno}列起读不懂。"]) from None
    except RecursionError:
        raise CountFileError(["不是有效的计票文件：嵌套太深。"]) from None
    except ValueError:  # an integer with thousands of digits
        raise CountFileError(["不是有效的计票文件：有过长的数字。"]) from None
    if faults.lines:
        raise CountFileError(faults.lines)
    return data


def parse_count(data: Any) -> CountInput:
    """One count from decoded JSON. CountFileError names every fault at once."""
    faults = Faults()
    fields = Fields(
        data,
        "",
        faults,
        required=(
            "format",
            "area",
            "election_day",
            "round",
            "registered",
            "issued",
            "recovered",
            "posts",
        ),
        optional=OPTIONAL,
    )
    if not fields.readable:
        raise CountFileError(faults.lines)
    fields.choice("format", (COUNT_FORMAT,), COUNT_FORMAT)
    area = _area(fields)
    day = fields.day("election_day")
    if day is not None and day.year < EARLIEST_YEAR:
        fields.fault("election_day", f"不能早于{EARLIEST_YEAR}年，收到的是“{day.isoformat()}”。")
        day = None
    params = fields.mapping("params")
    kind = cast(Kind, fields.choice("kind", KINDS, "village"))
    way = _way(fields, kind)
    if day is not None and area and (way or kind == "village"):
        try:
            ruleset_for(area, day, params, kind, way)
        except RulesetError as error:
            for line in error.faults:
                faults.add("params", line)
    round_ = cast(Round, fields.choice("round", ROUNDS, "first"))
    posts = _posts(fields, kind)
    people = _people(fields)
    count = {
        "registered": fields.integer("registered"),
        "issued": fields.integer("issued"),
        "recovered": fields.integer("recovered"),
        "excess_proxies": fields.integer("excess_proxies"),
    }
    boxes = _boxes(fields, kind)
    relatives = _relatives(fields)
    elected_before = _elected_before(fields, kind)
    irregularities = _irregularities(fields)
    if faults.lines or day is None:
        raise CountFileError(faults.lines)
    return CountInput(
        area=area,
        election_day=day,
        round=round_,
        posts=posts,
        boxes=boxes,
        people=people,
        relatives=relatives,
        elected_before=elected_before,
        params=dict(params),
        kind=kind,
        way=way,
        irregularities=irregularities,
        **count,
    )


def _area(fields: Fields) -> str:
    value = fields.data.get("area", "")
    if not fields.has("area"):
        return ""
    if isinstance(value, str) and value.isascii() and value.isdecimal() and 2 <= len(value) <= 12:
        return value
    fields.fault("area", f"应当是2至12位数字的行政区划代码，收到的是{shown(value)}。")
    return ""


def _posts(fields: Fields, kind: Kind) -> tuple[PostCount, ...]:
    posts: list[PostCount] = []
    seen: set[tuple[str, str | None]] = set()
    listed = False
    for path, item in fields.items("posts"):
        listed = True
        plain = plain_post(item, kind)
        if plain is not None and (plain.post, plain.reserved) not in seen:
            seen.add((plain.post, plain.reserved))
            posts.append(plain)
            continue
        row = Fields(
            item,
            path,
            fields.faults,
            required=("post", "seats", "void", "blank", "votes"),
            optional=("reserved",),
        )
        if not row.readable:
            continue
        post = row.choice("post", POSTS[kind], "")
        reserved = _reserved(row)
        if post and (post, reserved) in seen:
            row.fault("post", f"{POST_NAMES[post]}已经有一项，不能重复。")
        seen.add((post, reserved))
        posts.append(
            PostCount(
                post=cast(Post, post),
                reserved=reserved,
                seats=row.integer("seats", least=1, default=1),
                void=row.integer("void"),
                blank=row.integer("blank"),
                votes=_votes(row),
            )
        )
    if not listed and isinstance(fields.data.get("posts"), list):
        fields.fault("posts", "至少要有一个职位。")
    return tuple(posts)


def _votes(post: Fields) -> tuple[Votes, ...]:
    plain = plain_votes(post.data.get("votes"))
    if plain is not None:
        return plain
    votes: list[Votes] = []
    seen: set[str] = set()
    for path, item in post.items("votes"):
        row = Fields(item, path, post.faults, required=("name", "votes"), optional=("write_in",))
        if not row.readable:
            continue
        name = row.text("name")
        spelling = clean_name(name)
        if name and spelling in seen:
            row.fault("name", f"{shown(name)}在这一职位中重复出现。")
        seen.add(spelling)
        votes.append(Votes(name, row.integer("votes"), row.flag("write_in")))
    return tuple(votes)


def _boxes(fields: Fields, kind: Kind) -> tuple[Box, ...]:
    boxes: list[Box] = []
    seen: set[str] = set()
    for path, item in fields.items("boxes"):
        row = Fields(item, path, fields.faults, required=("name", "issued", "recovered"), optional=("posts",))
        if not row.readable:
            continue
        name = row.text("name")
        if name and name in seen:
            row.fault("name", f"票箱{shown(name)}重复出现。")
        seen.add(name)
        boxes.append(Box(name, row.integer("issued"), row.integer("recovered"), _box_posts(row, kind)))
    return tuple(boxes)


def _box_posts(box: Fields, kind: Kind) -> tuple[BoxPost, ...]:
    """What the sheets of one box say; every post of the count once, or none at all."""
    posts: list[BoxPost] = []
    seen: set[tuple[str, str | None]] = set()
    for path, item in box.items("posts"):
        row = Fields(
            item, path, box.faults, required=("post", "void", "blank", "votes"), optional=("reserved",)
        )
        if not row.readable:
            continue
        post, reserved = row.choice("post", POSTS[kind], ""), _reserved(row)
        if post and (post, reserved) in seen:
            row.fault("post", f"{POST_NAMES[post]}已经有一项，不能重复。")
        seen.add((post, reserved))
        votes: dict[str, Cell] = {}
        for at, line in row.items("votes"):
            cell = Fields(line, at, box.faults, required=("name", "votes"))
            if not cell.readable:
                continue
            name = cell.text("name")
            if name and name in votes:
                cell.fault("name", f"{shown(name)}在这一职位中重复出现。")
            votes[name] = _cell(cell, "votes")
        posts.append(BoxPost(cast(Post, post), reserved, _cell(row, "void"), _cell(row, "blank"), votes))
    return tuple(posts)


def _cell(row: Fields, name: str) -> Cell:
    """A number, null where nothing is written, or "illegible" where it cannot be read."""
    value = row.data.get(name)
    if value is None:
        return None
    if value == "illegible":
        return "illegible"
    return row.integer(name)


def _reserved(row: Fields) -> Literal["woman"] | None:
    reserved = row.data.get("reserved")
    if reserved is None or reserved == "woman":
        return cast("Literal['woman'] | None", reserved)
    row.fault("reserved", f"应当是 null 或者 woman，收到的是{shown(reserved)}。")
    return None


def _irregularities(fields: Fields) -> tuple[Irregularity, ...]:
    found = []
    for path, item in fields.items("irregularities"):
        row = Fields(item, path, fields.faults, required=("code", "message"))
        if row.readable:
            found.append(Irregularity(row.choice("code", IRREGULARITIES, ""), row.text("message")))
    return tuple(found)


def _way(fields: Fields, kind: Kind) -> str:
    """How the election is held: needed where its kind knows several ways, wrong where it knows one."""
    ways = ways_of(kind)
    if ways and not fields.has("way"):
        fields.fault("way", f"缺少这一字段，应当是{'、'.join(ways)}之一。")
        return ""
    if not ways and fields.has("way"):
        fields.fault("way", "这一类选举只有一种选举方式，不写这一字段。")
        return ""
    return fields.choice("way", ways, "")


def _people(fields: Fields) -> dict[str, PersonFacts]:
    people: dict[str, PersonFacts] = {}
    for name, item in fields.mapping("people").items():
        plain = plain_person(name, item)
        if plain is not None:
            people[name] = plain
            continue
        path = f"people[{shown(name)}]"
        fault = text_fault(name)
        if fault:
            fields.faults.add(path, f"姓名{fault}")
        row = Fields(item, path, fields.faults, required=(), optional=("sex", "barred", "confirmed"))
        sex = row.choice("sex", ("male", "female"), "")
        people[name] = PersonFacts(
            sex=cast(Sex, sex) if sex else None,
            barred=row.text("barred"),
            confirmed=row.flag("confirmed"),
        )
    return people


def _relatives(fields: Fields) -> tuple[Relation, ...]:
    relations: list[Relation] = []
    known: dict[tuple[str, str], str] = {}
    for path, item in fields.items("relatives"):
        if not isinstance(item, list) or len(item) != 3:
            fields.faults.add(path, f"应当是[姓名, 姓名, 关系]三项，收到的是{shown(item)}。")
            continue
        texts = [text_fault(value) for value in item]
        if any(texts):
            for index, fault in enumerate(texts):
                if fault:
                    fields.faults.add(f"{path}[{index}]", fault)
            continue
        first, second, kind = cast(tuple[str, str, str], tuple(item))
        if kind not in RELATION_LABELS:
            fields.faults.add(
                f"{path}[2]", f"应当是{'、'.join(RELATION_LABELS)}之一，收到的是{shown(kind)}。"
            )
            continue
        if first == second:
            fields.faults.add(path, f"{shown(first)}不能是自己的亲属。")
            continue
        if known.get((first, second), kind) != kind:
            fields.faults.add(path, f"{shown(first)}与{shown(second)}的关系前后不一致。")
            continue
        known[first, second] = kind
        known[second, first] = INVERSE[kind]
        relations.append(Relation(first, second, kind))
    return tuple(relations)


def _elected_before(fields: Fields, kind: Kind) -> tuple[SeatFilled, ...]:
    filled: list[SeatFilled] = []
    seen: set[str] = set()
    for path, item in fields.items("elected_before"):
        row = Fields(item, path, fields.faults, required=("post", "name"))
        if not row.readable:
            continue
        post, name = row.choice("post", POSTS[kind], ""), row.text("name")
        if name and clean_name(name) in seen:
            row.fault("name", f"{shown(name)}重复出现，一人只能担任一个职务。")
        seen.add(clean_name(name))
        filled.append(SeatFilled(cast(Post, post), name))
    return tuple(filled)
