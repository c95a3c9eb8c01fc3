"""Every finding of a count by its code: how grave it is, what it means, what to do.

The register is one place for the adjudication and for the page that explains the codes. An error with
`stops` "count" means numbers that cannot be true: the count is not confirmed before they are corrected. An
error with "closing" is a result with a consequence: it is confirmed and published, and something must be done
before the election is closed. A warning is accepted by a person, by name and with a reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from election_office.law.decision import Citation, Finding, Severity
from election_office.law.words import GENERAL

Stops = Literal["count", "closing", ""]


@dataclass(frozen=True, slots=True)
class Code:
    severity: Severity
    meaning: str
    what_to_do: str
    stops: Stops


def _impossible(meaning: str, what_to_do: str) -> Code:
    return Code("error", meaning, what_to_do, "count")


def _error(meaning: str, what_to_do: str) -> Code:
    return Code("error", meaning, what_to_do, "closing")


def _warning(meaning: str, what_to_do: str) -> Code:
    return Code("warning", meaning, what_to_do, "")


CODES: Final[dict[str, Code]] = {
    # The whole ballot
    "turnout_not_over_half": _error(
        f"参加投票的人数没有超过{GENERAL.voter}的半数，选举无效。", "报乡镇，重新组织投票选举。"
    ),
    "turnout_half_not_required": _warning(
        "另行选举投票没有过半数，按所选规则仍算有效。",
        "核对本地规定；没有依据的，改回“另行选举也须过半数投票”。",
    ),
    "tie_turnout_not_over_half": _warning(
        "再次投票的参加人数没有过半数；法律只要求得票多的当选。", "向乡镇报告，由乡镇确认结果。"
    ),
    "recovered_exceeds_issued": _error(
        "收回的选票多于发出的选票，选举无效。", "当场重新清点；仍然多出的，报乡镇重新选举。"
    ),
    "recovered_exceeds_registered": _impossible(
        f"收回的选票多于{GENERAL.voter}，数字不可能成立或者有人重复投票。",
        f"重新清点选票，核对{GENERAL.roll_short}。",
    ),
    "issued_exceeds_registered": _impossible(
        f"发出的选票多于{GENERAL.voter}。", "核对发票登记，查清多发的选票。"
    ),
    "box_excess": _warning(
        "一个票箱找到的选票多于发出的选票，总数没有超过。", "重新清点该箱；查清是否投错票箱。"
    ),
    "box_voided": _warning(
        "一个票箱的选票多于发出的选票，该箱选票不计。", "确认各人得票已经去掉该箱的选票。"
    ),
    "boxes_do_not_sum": _impossible("各票箱相加与总数不一致。", "核对开箱单与总数，改正写错的一方。"),
    "box_sheet_unknown": _impossible("票箱的计票单上有没有选的职位。", "核对该箱计票单的职位。"),
    "box_does_not_add_up": _impossible("一个票箱的票数相互不符。", "重新清点该箱，改正写错的一方。"),
    "box_votes_missing": _warning(
        "一个票箱各人的票数加起来少于有效票。", "对照该箱的计票单，查明少了哪一行。"
    ),
    "box_not_read": _warning(
        "一个票箱的计票单有字迹不清或者空白的格。", "查看纸质计票单；仍看不清的，重新清点该箱。"
    ),
    "box_sheets_do_not_sum": _impossible(
        "各票箱的计票单相加与公布的总数不一致。", "逐箱核对计票单，找出写错的票箱或者总数。"
    ),
    "candidates_not_more": _warning(
        "投票时候选人没有多于应选名额。", "写入结果报告，由乡镇认定选举是否有效。"
    ),
    "mobile_box": _warning(
        "流动票箱没有批准、没有公布名单、监票人不足，或者给名单以外的人发了票。",
        "查明原因，写入结果报告，由乡镇认定。",
    ),
    "outside_hours": _warning("在公告的投票时间以外发了选票。", "写明延长或者提前的决定，写入结果报告。"),
    "polling_changed": _warning(
        "投票当天改变了公告的投票时间或者地点。", "写明决定的人、原因和通知的办法，写入结果报告。"
    ),
    "paper_hours": _warning(
        "一段时间停电断网，改用纸质名册发票，事后补录。",
        "签名名册封存，起止时间和原因写入结果报告。",
    ),
    "staff_in_two_places": _warning("一个人同时列在两个投票地点。", "核实当天实际在哪里，写入结果报告。"),
    "staff_kinship_unknown": _warning(
        "工作人员不在人员信息中，无法核对近亲属关系。", "由监票人当面核实，写入结果报告。"
    ),
    "small_boxes": _warning(
        "各票箱的选票都很少，分别计票会看出个人的选择。", "下一轮集中开箱、混合计票；各箱的计票单妥善封存。"
    ),
    "ballots_beyond_stock": _warning("票箱用出的选票多于领到的。", "核对领用登记，查清多出的选票从哪里来。"),
    "quorum_not_reached": _error("参加会议的人数没有达到规定，会议不能选举。", "重新召开会议。"),
    "charter_may_differ": _warning("章程可能另有产生办法。", "核对章程；不同的，按章程的规定重算。"),
    "charter_win_rule": _warning(
        "按章程的当选办法计算，与法律对决定事项的要求不同。", "由乡镇和县级主管部门认定适用哪一种。"
    ),
    "charter_quorum_missing": _warning("没有规定代表大会的参加人数。", "核对章程。"),
    "charter_decides": _warning(
        "名额没有选足，由章程规定怎样补足。", "按章程另行产生；章程没有规定的，提请修改。"
    ),
    "representatives_too_few": _error("成员代表少于法律规定的人数。", "先补选成员代表，再召开代表大会。"),
    "council_size_unusual": _warning("理事会的人数不是三至七名单数。", "核对章程规定的人数。"),
    "law_sets_no_shares": _warning("选举日早于现行法律的施行。", "由人对照当时的地方规定或者章程复核。"),
    "params_override": _warning("用了与当地规则不同的参数。", "确认有相应的文件依据；试算结果不得公布。"),
    "law_text_not_held": _warning("选举日早于所收录的法律文本。", "由人对照当时的法律复核。"),
    # The numbers of one post
    "unmarked_exceed_recovered": _impossible(
        "无效票和弃权票相加多于收回的选票。", "核对计票单上的无效票、弃权票。"
    ),
    "votes_exceed_valid": _impossible("一个人的得票多于有效票。", "核对该人的计票单。"),
    "votes_exceed_places": _impossible(
        "各人得票相加多于有效票乘以应选名额，必有超选票没有作废或者数错。", "按票重新核对这一职位。"
    ),
    "votes_include_voided_box": _impossible(
        "得票数似乎仍含作废票箱的选票。", "从各人得票中去掉作废票箱的选票后重算。"
    ),
    "seats_over_limit": _error(
        f"应选名额合计超过{GENERAL.body}的最多人数。", "核对职数；职数应当符合法律规定。"
    ),
    "director_seats": _impossible("主任的应选名额多于一人。", "核对职位和名额。"),
    # Persons
    "write_in_pending": _warning(
        "另选他人得票够当选，先公布得票，资格审查通过后才确认当选。", "送资格审查，通过后颁发证书。"
    ),
    "write_in_not_allowed": _warning(
        "这一轮不能另选他人，其得票不产生当选。", "核对选票，按无效处理并说明。"
    ),
    "barred_on_ballot": _error("不得作为候选人的人印在了选票上。", "查明资格审查的责任，报乡镇处理。"),
    "barred_winner_annulled": _error(
        "得票够当选的人不得当选，当选无效，职位空缺。",
        f"由{GENERAL.committee}宣布并记录理由和证据，另行选举。",
    ),
    "barred_winner_escalated": _error(
        "得票够当选的人被指有不得当选的情形，但没有可以直接宣布无效的法律依据。",
        "报乡镇研究决定，程序不自动认定。",
    ),
    "barred_in_tie": _error(
        "票数相等的人中有不得当选的人。", f"由{GENERAL.committee}确认其不参加再次投票，并记录依据。"
    ),
    "outside_reserved": _warning(
        "专职专选的职位上有不符合条件的人得票，其得票在该栏无效。", "核对选票和人员信息。"
    ),
    "sex_not_stated": _warning("妇女职位的当选人没有写明性别。", "补填性别后重算。"),
    "already_elected": _warning("前一轮已经当选的人在这一轮又有得票，不再当选。", "核对选票上的候选人名单。"),
    "higher_post_kept": _warning("一人当选两个职务，保留较高的职务。", "公布时只写保留的职务。"),
    "reserved_seat_kept": _warning("一人同时够当选妇女职位和一般职位，按妇女职位计。", "确认安排后公布。"),
    "tied_for_higher_post": _error(
        "一人在较高职务上票数相等待再次投票，又在较低职务上当选。", "先举行再次投票，再确定较低职务。"
    ),
    "relative_left": _warning("近亲属同时当选，按规定只留一人。", "公布时说明回避的依据。"),
    "relative_no_method": _error(
        "法律规定回避，但没有规定谁留任；程序按职务高、得票多的留任列出。",
        f"由{GENERAL.committee}提出办法；与列出的不同的，乡镇在“规则”里登记留任办法和文号，撤销结果重新计算。",
    ),
    "relatives_equal_votes": _warning(
        "近亲属职务相同、票数相同，应当再次投票。", "组织再次投票，得票多的留任。"
    ),
    "relative_of_earlier_member": _error(
        "当选人与前一轮当选的较低职务的成员是近亲属，较低职务的成员应当回避。",
        f"{GENERAL.committee}确认后，在“任期内变动”里以近亲属回避登记职务终止，空出的名额补选。",
    ),
    "relatives_nationally": _warning(
        "两名当选人的亲属关系在国家法律的近亲属范围内，当地旧规定的范围较窄。", "按国家法律核实并记录。"
    ),
    "relative_not_in_count": _warning("亲属关系中的姓名在计票中没有出现。", "核对姓名的写法。"),
    # Seats still open
    "tie_vote_needed": _warning(
        "票数相等不能确定当选人，应当再次投票。", "只在票数相等的人中再次投票，得票多的当选。"
    ),
    "tie_candidates_too_few": _error("参加再次投票的人不多于名额。", "核对参加再次投票的名单。"),
    "runoff_not_differential": _warning("另行选举的候选人不多于应选名额。", "核对候选人名单，补足差额。"),
    "runoff_candidates_too_few": _warning(
        "第一次投票未当选的人不够组成差额。", f"由{GENERAL.committee}按规定另行提名补足。"
    ),
    "runoff_candidate_two_posts": _warning(
        "一人在两个职位上都列为另行选举的候选人。", "请本人书面选定一个职位，另一职位依次递补。"
    ),
    "runoff_candidate_related": _warning(
        "另行选举的候选人与已当选的成员是近亲属，当选后也要回避。", f"事先告知本人和{GENERAL.people}。"
    ),
    "barred_not_in_runoff": _warning(
        "得票靠前而有不得当选情形的人没有列入另行选举的候选人。", "核实不得当选的情形和依据，告知本人。"
    ),
    "may_stay_vacant": _warning(
        "名额没有选足，当地规定允许暂缺。", "按规定由有权的会议决定空缺还是另行选举。"
    ),
    "no_woman_elected": _error(
        "当选人中没有妇女；法律没有规定由谁替补，不能自行调换。",
        "用尚未选出的名额、专职专选或者补选产生妇女成员。",
    ),
    "woman_not_known": _warning("当选人的性别没有写全，不能判断有没有妇女成员。", "补填性别后重算。"),
    # Proxies beyond the limit
    "excess_proxies": _warning("有超出限额的委托票。", "在结果报告中写明票数和处理。"),
    "excess_proxies_impossible": _impossible("超限委托票多于收回的选票。", "核对委托登记。"),
    "result_undetermined": _error(
        "超限委托票足以改变名次，这一职位的结果不能确定。",
        "宣布这一职位的结果无效，就不能确定的名额重新投票。",
    ),
    "majority_uncertain": _warning(
        "超限委托票不改变名次，但去掉之后不一定仍达到当选票数。", "由乡镇决定，记录理由。"
    ),
    "turnout_uncertain": _warning("去掉超限委托票，投票不一定仍过半数。", "由乡镇决定选举是否有效。"),
    "excess_may_hide_winner": _warning(
        "去掉超限委托票，未当选的人有可能达到当选票数。", "由乡镇决定，记录理由。"
    ),
}


def finding(code: str, message: str, citation: Citation | None = None) -> Finding:
    """A finding of that code; its severity is the register's. KeyError for a code not registered."""
    return Finding(code=code, passed=False, message=message, citation=citation, severity=CODES[code].severity)
