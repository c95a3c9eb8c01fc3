"""Made-up facts for the gallery: of the working papers of the polling day, whose facts have no type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ballots.prints.squares import lines_for, squares
from election_office.documents.specimens import KNOWN, LONG_NAME, LONG_VILLAGE, PEOPLE
from election_office.law.words import words_for

_HEAD: Final = {name: KNOWN[name] for name in ("village", "term", "committee", "title")} | {
    "body": words_for("village").body,
    "round": "第一次投票",
    "polled": "2026年12月20日",
    "printed_at": "2026年12月20日17:05",
}
_SQUARES: Final = {"lines": squares(lines_for(350)), "fewer": squares(1), "single": squares(1)}
TALLY_SHEETS: Final[Mapping[str, Any]] = _HEAD | {
    "boxes": [{"name": "主会场票箱", "most": 350} | _SQUARES],
    "write_in": True,
    "posts": [
        {
            "title": "委员",
            "seats": 3,
            "seats_words": "三",
            "names": ["演示甲", "演示乙"],
            "blank_rows": [0, 1],
        }
    ],
}
STOCK_BOOK: Final[Mapping[str, Any]] = _HEAD | {
    "lines": [["12月20日8:05", "领出", "主会场票箱", "350", "0", "0", "演示甲", "演示乙", "", ""]],
    "places": [["主会场票箱", "350", "10", "338", "2", "0"]],
    "left_here": "村里余",
    "totals": [("印制", "360张"), ("村里领到", "360张"), ("封存、销毁", "20张")],
    "balanced": True,
    "open": [],
    "explanation": "",
    "names": [],
}
DAY_RECORD: Final[Mapping[str, Any]] = _HEAD | {
    "boxes": [
        {
            "name": "主会场票箱",
            "own": 300,
            "proxy": 38,
            "spoiled": 2,
            "sealed": "8:00　演示甲",
            "opened": "16:00　演示甲，封条完好",
        }
    ],
    "hours": [{"label": "8:00至9:00", "total": 120, "so_far": 120}],
    "conflicts": [],
    "incidents": [],
}
OPENING_CHECKLIST: Final[Mapping[str, Any]] = _HEAD | {
    "what": "开始投票检查表",
    "boxes": [
        {
            "name": "主会场票箱",
            "kind": "主会场",
            "place": "演示广场",
            "mobile": False,
            "watchers": ["演示甲", "演示乙"],
            "voters": 0,
            "approval": "",
        }
    ],
}
CALLED_TALLY: Final[Mapping[str, Any]] = _HEAD | {
    "sheets": [
        {
            "box": "主会场票箱",
            "post": "委员",
            "seats": 3,
            "recovered": 338,
            "rows": [{"name": "演示甲", "votes": 13, "whole": [0, 1], "rest": 3}],
            "unmarked": [{"name": "无效票", "votes": 1, "whole": [], "rest": 1}],
            "source": "唱票记录",
            "done": True,
        }
    ]
}
COLLECTIVE_MEETING: Final[Mapping[str, Any]] = {
    "title": "演示村股份经济合作社第一次成员大会会议用表",
    "township": KNOWN["township"],
    "village": KNOWN["village"],
    "collective": "演示村股份经济合作社",
    "signed": "演示村股份经济合作社理事会",
    "meeting": "第一次成员大会",
    "when": "2026年12月20日上午9时",
    "where": "演示会议室",
    "by_representatives": False,
    "people": [["1", "演示1", "演示甲", "", ""], ["2", "演示1", "演示乙", "演示甲", ""]],
    "forms": True,
    "nominees": [["理事", "演示甲"], ["监事", "演示乙"]],
}


def longest_meeting(facts: Mapping[str, Any]) -> dict[str, Any]:
    """As many names as a part of the sign-in sheet holds, each of twenty characters."""
    return dict(facts) | {
        "village": LONG_VILLAGE,
        "collective": f"{LONG_VILLAGE}股份经济合作社",
        "title": f"{LONG_VILLAGE}股份经济合作社第一次成员大会会议用表",
        "people": [[str(number), "演示1", LONG_NAME, LONG_NAME, ""] for number in range(1, 301)],
        "nominees": [["理事", LONG_NAME]] * PEOPLE,
    }
