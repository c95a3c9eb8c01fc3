"""Made-up facts for the gallery: of the branch's forms and the nomination forms, whose facts have no type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from election_office.documents.specimens import KNOWN
from election_office.law.words import GENERAL

_HEAD: Final = {name: KNOWN[name] for name in ("village", "term", "committee", "title")}
NOMINATION: Final[Mapping[str, Any]] = _HEAD | {
    "least": 10,
    "window": "2026年11月1日至2026年11月5日",
    "posts": [{"title": "主任", "seats": 1}, {"title": "委员", "seats": 3}],
    "words": {name: getattr(GENERAL, name) for name in ("here", "body", "people", "voter_short", "group")},
}
_COUNTED: Final = {
    "held": "2026年11月1日",
    "members": 30,
    "exempt": 1,
    "due": 29,
    "present": 27,
    "issued": 27,
    "recovered": 27,
    "void": 1,
    "blank": 0,
    "seats": 3,
    "votes": {"演示甲": 25, "演示乙": 20},
    "elected": ["演示甲"],
    "tied": [],
}
_BRANCH: Final = _HEAD | {
    "branch": "中共演示村支部委员会",
    "above": "中共演示镇委员会",
    "basis": "演示镇换届选举工作方案",
    "seats": 3,
    "recommended": 5,
    "prepared": 4,
    "days": 3,
}
_NAMES: Final = {"again": 1, "names": ["演示甲", "演示乙"], "open": 3, "among": False}
PARTY: Final[Mapping[str, Mapping[str, Any]]] = {
    "recommend_ballot": _BRANCH | {"what": "推荐票"},
    "recommend_report": _BRANCH
    | {
        "what": "推荐情况汇总表",
        "members": _COUNTED,
        "villagers": _COUNTED,
        "rows": [["演示甲", "25", "40", "演示甲（委员）"], ["演示乙", "20", "31", ""]],
        "named": [],
    },
    "exemptions": _BRANCH
    | {
        "what": "不计入应到会党员情况表",
        "rows": [
            ["演示丙", "长期患病", "本人同意，2026年10月8日", "镇党委，2026年10月12日", "2026年11月1日"]
        ],
    },
    "ballot": _BRANCH | {"what": "选票"} | _NAMES,
    "tally": _BRANCH | {"what": "计票单"} | _NAMES,
    "count_report": _BRANCH | {"what": "计票结果报告单", "rounds": [_COUNTED], "base": "应到会"},
    "office_record": _BRANCH
    | {
        "what": "委员会第一次全体会议选举记录",
        "people": [
            {
                "name": "演示甲",
                "role": "书记",
                "votes": 25,
                "held": "2026年11月2日",
                "present": 3,
                "chosen": 3,
            }
        ],
    },
}
