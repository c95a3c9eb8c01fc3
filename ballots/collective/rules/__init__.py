"""What 农村集体经济组织法 says of the register, the meeting and the vote. Plain values in, a Decision out.

Shares are compared in whole numbers: ``den·count ≥ num·base``. "三分之二以上" includes the share itself.
"""

from ballots.collective.rules.bodies import (
    NomineeFacts,
    check_households,
    check_nominee,
    check_representatives,
    check_seats,
)
from ballots.collective.rules.meetings import (
    ProxyFacts,
    check_held,
    check_notice,
    check_plan,
    check_proxy,
    check_quorum,
    last_notice_day,
    least_participants,
    quorum_share,
)
from ballots.collective.rules.members import (
    check_loss,
    check_member,
    check_name,
    check_register,
    has_capacity,
    register_shown,
)
from ballots.collective.rules.posts import (
    ALL,
    COUNCIL_POSTS,
    HALF,
    MEMBERS,
    POSTS,
    REPRESENTATIVES,
    SUPERVISING_POSTS,
    TITLES,
)
from ballots.collective.rules.votes import (
    PersonCount,
    Reading,
    as_params,
    charter_says,
    check_head,
    check_reading,
    check_registration_change,
    check_votes,
    readings,
)

__all__ = [
    "ALL",
    "COUNCIL_POSTS",
    "HALF",
    "MEMBERS",
    "POSTS",
    "REPRESENTATIVES",
    "SUPERVISING_POSTS",
    "TITLES",
    "NomineeFacts",
    "PersonCount",
    "ProxyFacts",
    "Reading",
    "as_params",
    "charter_says",
    "check_head",
    "check_held",
    "check_households",
    "check_loss",
    "check_member",
    "check_name",
    "check_nominee",
    "check_notice",
    "check_plan",
    "check_proxy",
    "check_quorum",
    "check_reading",
    "check_register",
    "check_registration_change",
    "check_representatives",
    "check_seats",
    "check_votes",
    "has_capacity",
    "last_notice_day",
    "least_participants",
    "quorum_share",
    "readings",
    "register_shown",
]
