"""A small drawing of who is kin to whom: boxes by generation, lines with the relation, conflicts in red.

Pure: plain values in, SVG text out. Only presentation attributes are used (the pages allow no inline style),
the same people always give the same picture, and a conflict is dashed and marked ✕ as well as red.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise

BOX_WIDTH, BOX_HEIGHT = 100, 64
GAP, ROW_GAP, MARGIN = 84, 60, 4
PER_ROW = 3
ROLE_CHARS = 8

INK, SOFT, LINE, SHEET, ALERT, ALERT_PAPER = (
    "#23211d",
    "#575146",
    "#8b8170",
    "#fffdf8",
    "#96210f",
    "#f8e2dc",
)

# How many generations the relative stands below the person (above: negative).
GENERATION = {"spouse": 0, "sibling": 0, "parent": -1, "child": 1, "grandparent": -2, "grandchild": 2}
RELATION = {
    "spouse": "夫妻",
    "sibling": "兄弟姐妹",
    "parent": "父母子女",
    "child": "父母子女",
    "grandparent": "祖孙",
    "grandchild": "祖孙",
}


@dataclass(frozen=True, slots=True)
class Node:
    """One person. ``roles``: what they are here (主任, 候选人…). ``alert``: two of their roles clash."""

    key: int
    name: str
    roles: str = ""
    alert: bool = False


@dataclass(frozen=True, slots=True)
class Tie:
    """``relative`` is the ``kind`` of ``person``. ``alert``: the two may not both hold what they hold."""

    person: int
    relative: int
    kind: str
    alert: bool = False


@dataclass(frozen=True, slots=True)
class Spot:
    """The middle of a box."""

    x: float
    y: float


@dataclass
class _Drawing:
    """Where the boxes stand, and the labels already placed."""

    spots: dict[int, Spot]
    taken: list[tuple[float, float, float, float]] = field(default_factory=list)


def families(nodes: Sequence[Node], ties: Sequence[Tie]) -> list[tuple[list[Node], list[Tie]]]:
    """The people who hang together, each family with its ties; people without ties are left out."""
    root = {node.key: node.key for node in nodes}

    def find(key: int) -> int:
        while root[key] != key:
            key = root[key]
        return key

    inside = [tie for tie in ties if tie.person in root and tie.relative in root]
    for tie in inside:
        person, other = sorted((find(tie.person), find(tie.relative)))
        root[other] = person
    tied = {key for tie in inside for key in (tie.person, tie.relative)}
    groups: dict[int, list[Node]] = {}
    for node in nodes:
        if node.key in tied:
            groups.setdefault(find(node.key), []).append(node)
    return [
        (members, [tie for tie in inside if find(tie.person) == head]) for head, members in groups.items()
    ]


def svg(people: Sequence[Node], pairs: Sequence[Tie]) -> str:
    """One picture of these people, their families below one another. Empty text when nobody is given."""
    if not people:
        return ""
    tied = {key for tie in pairs for key in (tie.person, tie.relative)}
    alone = [node for node in people if node.key not in tied]
    spots: dict[int, Spot] = {}
    top = float(MARGIN)
    for members, ties in families(people, pairs):
        top = _place(_rows(members, ties), spots, top) + ROW_GAP
    if alone:
        chunks = [alone[at : at + PER_ROW] for at in range(0, len(alone), PER_ROW)]
        top = _place([[node.key for node in chunk] for chunk in chunks], spots, top) + ROW_GAP
    width = max(spot.x for spot in spots.values()) + BOX_WIDTH / 2 + MARGIN
    height = top - ROW_GAP + MARGIN
    return _draw(people, pairs, spots, width, height)


def _rows(members: Sequence[Node], ties: Sequence[Tie]) -> list[list[int]]:
    """Boxes by generation, the eldest on top; inside a row everybody near their kin."""
    levels = _levels(members, ties)
    rows: dict[int, list[int]] = {}
    for node in members:
        rows.setdefault(levels[node.key], []).append(node.key)
    ordered = [rows[level] for level in sorted(rows)]
    kin = _neighbours(ties)
    for _ in range(4):
        place = {key: at / max(len(row), 1) for row in ordered for at, key in enumerate(row)}
        ordered = [
            sorted(
                row,
                key=lambda key: (_mean([place[relative] for relative in kin.get(key, [])]), row.index(key)),
            )
            for row in ordered
        ]
    return [row[at : at + PER_ROW] for row in ordered for at in range(0, len(row), PER_ROW)]


def _levels(members: Sequence[Node], ties: Sequence[Tie]) -> dict[int, int]:
    steps: dict[int, list[tuple[int, int]]] = {}
    for tie in ties:
        steps.setdefault(tie.person, []).append((tie.relative, GENERATION[tie.kind]))
        steps.setdefault(tie.relative, []).append((tie.person, -GENERATION[tie.kind]))
    levels: dict[int, int] = {}
    for node in members:
        waiting = [] if node.key in levels else [(node.key, 0)]
        while waiting:
            key, level = waiting.pop(0)
            if key in levels:
                continue
            levels[key] = level
            waiting += [(other, level + step) for other, step in steps.get(key, [])]
    return levels


def _neighbours(ties: Sequence[Tie]) -> dict[int, list[int]]:
    kin: dict[int, list[int]] = {}
    for tie in ties:
        kin.setdefault(tie.person, []).append(tie.relative)
        kin.setdefault(tie.relative, []).append(tie.person)
    return kin


def _mean(numbers: Sequence[float]) -> float:
    return sum(numbers) / len(numbers) if numbers else 0.0


def _place(rows: Sequence[Sequence[int]], spots: dict[int, Spot], top: float) -> float:
    """Set the rows below ``top``, each in the middle of the widest; the new bottom."""
    widest = max(len(row) for row in rows)
    full = widest * BOX_WIDTH + (widest - 1) * GAP
    for row in rows:
        wide = len(row) * BOX_WIDTH + (len(row) - 1) * GAP
        left = MARGIN + (full - wide) / 2
        for at, key in enumerate(row):
            spots[key] = Spot(left + at * (BOX_WIDTH + GAP) + BOX_WIDTH / 2, top + BOX_HEIGHT / 2)
        top += BOX_HEIGHT + ROW_GAP
    return top - ROW_GAP


# ------------------------------------------------------------------ drawing


def _draw(
    people: Sequence[Node], pairs: Sequence[Tie], spots: dict[int, Spot], width: float, height: float
) -> str:
    names = {node.key: node.name for node in people}
    drawing = _Drawing(spots)
    known = [tie for tie in pairs if tie.person in names and tie.relative in names]
    lines = [_line(tie, drawing) for tie in known]
    labels = [_label(tie, drawing) for tie in known]
    boxes = [_box(node, spots[node.key]) for node in people]
    said = "；".join(
        f"{names[tie.person]}与{names[tie.relative]}：{RELATION[tie.kind]}{'，应当回避' if tie.alert else ''}"
        for tie in known
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {width:g} {height:g}" '
        f'width="{width:g}" height="{height:g}" '
        f'aria-label="{escape(f"亲属关系图。{said}。")}">'
        f"{''.join(lines)}{''.join(boxes)}{''.join(labels)}</svg>"
    )


def _ends(tie: Tie, spots: dict[int, Spot]) -> tuple[Spot, Spot]:
    """Where the line touches the two boxes: their facing sides."""
    person, other = spots[tie.person], spots[tie.relative]
    if person.y == other.y:
        side = BOX_WIDTH / 2 if person.x < other.x else -BOX_WIDTH / 2
        return Spot(person.x + side, person.y), Spot(other.x - side, other.y)
    side = BOX_HEIGHT / 2 if person.y < other.y else -BOX_HEIGHT / 2
    return Spot(person.x, person.y + side), Spot(other.x, other.y - side)


def _course(tie: Tie, drawing: _Drawing) -> list[Spot]:
    """The line's corners: straight, or around the boxes that stand between two of one row."""
    start, end = _ends(tie, drawing.spots)
    if start.y != end.y or abs(start.x - end.x) <= GAP + 1:
        return [start, end]
    person, other = drawing.spots[tie.person], drawing.spots[tie.relative]
    low = person.y + BOX_HEIGHT / 2
    return [
        Spot(person.x, low),
        Spot(person.x, low + ROW_GAP / 3),
        Spot(other.x, low + ROW_GAP / 3),
        Spot(other.x, low),
    ]


def _line(tie: Tie, drawing: _Drawing) -> str:
    points = " ".join(f"{spot.x:g},{spot.y:g}" for spot in _course(tie, drawing))
    look = (
        f'stroke="{ALERT}" stroke-width="2.5" stroke-dasharray="7 4"'
        if tie.alert
        else f'stroke="{LINE}" stroke-width="1.5"'
    )
    return f'<polyline points="{points}" fill="none" {look}/>'


def _label(tie: Tie, drawing: _Drawing) -> str:
    """The relation beside its line, where it covers neither a box nor another label."""
    text = f"✕{RELATION[tie.kind]}" if tie.alert else RELATION[tie.kind]
    wide = len(text) * 12.5 + 6
    spot = _free_spot(_course(tie, drawing), wide, drawing)
    left, top = spot.x - wide / 2, spot.y - 9
    drawing.taken.append((left, top, left + wide, top + 18))
    colour = ALERT if tie.alert else SOFT
    return (
        f'<rect x="{left:g}" y="{top:g}" width="{wide:g}" height="18" rx="3" fill="{SHEET}"/>'
        f'<text x="{spot.x:g}" y="{spot.y + 4.5:g}" text-anchor="middle" font-size="12" fill="{colour}">'
        f"{escape(text)}</text>"
    )


def _free_spot(course: Sequence[Spot], wide: float, drawing: _Drawing) -> Spot:
    longest = max(pairwise(course), key=lambda leg: abs(leg[0].x - leg[1].x) + abs(leg[0].y - leg[1].y))
    start, end = longest
    tries = [
        Spot(start.x + (end.x - start.x) * part, start.y + (end.y - start.y) * part)
        for part in (0.5, 0.38, 0.62, 0.26, 0.74)
    ]
    boxes = [
        (
            spot.x - BOX_WIDTH / 2,
            spot.y - BOX_HEIGHT / 2,
            spot.x + BOX_WIDTH / 2,
            spot.y + BOX_HEIGHT / 2,
        )
        for spot in drawing.spots.values()
    ]
    for spot in tries:
        own = (spot.x - wide / 2, spot.y - 9, spot.x + wide / 2, spot.y + 9)
        if not any(_overlap(own, other) for other in (*boxes, *drawing.taken)):
            return spot
    return tries[0]


def _overlap(box: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]


def _box(node: Node, spot: Spot) -> str:
    left, top = spot.x - BOX_WIDTH / 2, spot.y - BOX_HEIGHT / 2
    lines = _wrapped(node.roles)
    name_y = spot.y + (5.5 if not lines else -8 if len(lines) == 1 else -14)
    look = f'fill="{ALERT_PAPER}" stroke="{ALERT}"' if node.alert else f'fill="{SHEET}" stroke="{LINE}"'
    roles = "".join(
        f'<text x="{spot.x:g}" y="{name_y + 19 + 15 * at:g}" text-anchor="middle" font-size="11.5" '
        f'fill="{SOFT}">{escape(line)}</text>'
        for at, line in enumerate(lines)
    )
    return (
        f'<rect x="{left:g}" y="{top:g}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="4" {look} '
        f'stroke-width="1.5"/><text x="{spot.x:g}" y="{name_y:g}" text-anchor="middle" font-size="15" '
        f'font-weight="600" fill="{INK}">{escape(node.name)}</text>{roles}'
    )


def _wrapped(text: str) -> list[str]:
    """At most two lines of like length; what does not fit ends in an ellipsis."""
    if len(text) <= ROLE_CHARS:
        return [text] if text else []
    half = min(-(-len(text) // 2), ROLE_CHARS)
    rest = text[half:]
    return [text[:half], rest if len(rest) <= ROLE_CHARS else rest[: ROLE_CHARS - 1] + "…"]
