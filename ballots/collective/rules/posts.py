"""The posts, the two ways, and articles that several rules cite."""

from __future__ import annotations

from typing import Final

from election_office.law.decision import Citation

ALL, HALF = "two_thirds_of_all", "half_of_participants"
MEMBERS, REPRESENTATIVES = "members", "representatives"
COUNCIL_POSTS: Final = ("chair", "deputy_chair", "council")
SUPERVISING_POSTS: Final = ("supervisory_chair", "supervisor")
POSTS: Final = (*COUNCIL_POSTS, *SUPERVISING_POSTS)
TITLES: Final = {
    "chair": "理事长",
    "deputy_chair": "副理事长",
    "council": "理事",
    "supervisory_chair": "监事长",
    "supervisor": "监事",
}
LAW: Final = "农村集体经济组织法"
BODY_MEETS, BODY_DECIDES = Citation(LAW, "第三十一条第一款"), Citation(LAW, "第三十一条第二款")
LEGAL_REPRESENTATIVE, LOST = Citation(LAW, "第二十九条第二款"), Citation(LAW, "第十七条第一款")
