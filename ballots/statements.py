"""A published count as statements of actasum 0.1.0, a public verifier of tally sheets.

Its format knows one choice a ballot: posts with one seat are exported, one statement for each box, beside the
published totals of the post. What the format cannot say is named, never dropped in silence.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

STATEMENT_SPEC: Final = "actasum/statement/v0.1"
OFFICIAL_SPEC: Final = "actasum/official-totals/v0.1"
PROFILES: Final = {
    "village": "cn/village-committee",
    "community": "cn/residents-committee",
    "collective": "cn/rural-collective",
}


@dataclass(frozen=True, slots=True)
class Export:
    """``statements``: post code → a statement for each box; ``official``: post code → the published totals.
    ``left_out``: sentences about what the two do not hold."""

    statements: dict[str, list[dict[str, Any]]]
    official: dict[str, dict[str, Any]]
    left_out: list[str]

    def files(self) -> dict[str, str]:
        """Name → text: for each post its statements and its official totals, and what is left out."""
        found = {}
        for post, statements in self.statements.items():
            lines = [json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n" for row in statements]
            found[f"{post}.statements.jsonl"] = "".join(lines)
            official = json.dumps(self.official[post], ensure_ascii=False, sort_keys=True, indent=1)
            found[f"{post}.official.json"] = f"{official}\n"
        return found | {"left_out.txt": "\n".join(self.left_out) + "\n"}


def export_of(count: Mapping[str, Any]) -> Export:
    """From a sound election-count/1."""
    statements: dict[str, list[dict[str, Any]]] = {}
    official: dict[str, dict[str, Any]] = {}
    left_out = [
        "各职位以外的数字（登记人数、发出选票、委托、亲属关系）不在该格式中。",
        "票箱按名称标识；该格式没有“另选他人”，写上去的姓名与候选人并列。",
    ]
    boxes = [box for box in count.get("boxes", []) if box.get("posts")]
    for post in count["posts"]:
        code = f"{post['post']}-{post['reserved']}" if post.get("reserved") else post["post"]
        if post["seats"] != 1:
            left_out.append(f"{code}应选{post['seats']}名，一张选票写多个姓名，该格式不能表示，没有导出。")
            continue
        if not boxes:
            left_out.append(f"{code}没有公布各票箱的计票单，没有导出。")
            continue
        heading = {
            "profile": PROFILES[count.get("kind", "village")],
            "election": f"{count['area']}/{count['election_day']}/{count['round']}/{code}",
        }
        statements[code] = []
        for box in boxes:
            sheet = _sheet(box, post)
            if sheet is None:
                left_out.append(f"票箱“{box['name']}”没有{code}的计票单。")
                continue
            statements[code].append(
                {
                    "spec": STATEMENT_SPEC,
                    **heading,
                    "station": f"{count['area']}/{box['name']}",
                    "constituency": count["area"],
                    "counts": _counts(sheet),
                }
            )
        official[code] = {
            "spec": OFFICIAL_SPEC,
            **heading,
            "level": "constituency",
            "grouping": "constituency",
            "areas": {
                count["area"]: {
                    "candidatures": {line["name"]: line["votes"] for line in post["votes"]},
                    "blank": post["blank"],
                    "null": post["void"],
                    "stations": len(boxes),
                }
            },
        }
    return Export(statements, official, left_out)


def _sheet(box: Mapping[str, Any], post: Mapping[str, Any]) -> Mapping[str, Any] | None:
    key = (post["post"], post.get("reserved"))
    return next((row for row in box["posts"] if (row["post"], row.get("reserved")) == key), None)


def _counts(sheet: Mapping[str, Any]) -> dict[str, Any]:
    """A number that could not be read, or was not written, is listed as such and has no value."""
    cells = {"blank": sheet["blank"], "null": sheet["void"]}
    cells |= {f"candidature:{line['name']}": line["votes"] for line in sheet["votes"]}
    unread = {
        item: "empty" if cell is None else cell for item, cell in cells.items() if type(cell) is not int
    }
    counts: dict[str, Any] = {
        "candidatures": {
            item.removeprefix("candidature:"): cell
            for item, cell in cells.items()
            if item.startswith("candidature:") and item not in unread
        }
    }
    counts |= {item: cells[item] for item in ("blank", "null") if item not in unread}
    return counts | ({"unread": unread} if unread else {})
