"""The checks of a count sheet and of closing the polls by their code, for the page that explains them.

A finding in a single cell carries its code with ``@`` and the cell behind it.
"""

from __future__ import annotations

from typing import Final

from ballots.rules.codes import Code
from election_office.law.words import GENERAL

SHEET_CODES: Final[dict[str, Code]] = {
    "ballots_do_not_sum": Code(
        "error",
        "有效票、无效票、弃权票相加不等于本箱收回的选票。",
        "逐项核对计票单；仍不符的，重新清点本箱。",
        "count",
    ),
    "votes_exceed_places": Code(
        "error", "各人得票相加多于有效票乘以应选名额。", "必有多选的票没有作废或者数错，逐票核对。", "count"
    ),
    "votes_exceed_valid": Code("error", "一个人的得票多于有效票。", "核对这个人的一行。", "count"),
    "bad_name": Code("error", "另选的姓名有不能使用的字符或者过长。", "照选票上的姓名重新录入。", "count"),
    "name_is_printed": Code("error", "另选的姓名就是选票上的候选人。", "把得票计入候选人一栏。", "count"),
    "same_person": Code("error", "第二次录入的人做过第一次录入。", "换另一人录入。", "count"),
    "decider_typed": Code(
        "error", "认定采用哪一次的人自己录入过这张计票单。", "由没有录入的人登记。", "count"
    ),
    "many_unmarked": Code(
        "warning",
        "无效票和弃权票超过本箱选票的十分之一。",
        "核对无效票的认定；无误的，勾选确认并写明理由。",
        "",
    ),
    "votes_below_valid": Code(
        "warning",
        "各人得票相加少于有效票，可能有一人也没有选的票算作了有效票。",
        "把没有选任何人的选票改计弃权票；无误的，勾选确认并写明理由。",
        "",
    ),
    "readings_far_apart": Code(
        "warning",
        "两次录入的同一项相差超过本箱选票的十分之一。",
        "检查是否录错行、多录或者少录一位数字，对照纸质计票单重新录入。",
        "",
    ),
}

POLL_CODES: Final[dict[str, Code]] = {
    "recovered_exceeds_issued": Code(
        "error",
        "一个票箱收回的选票多于发出的选票。",
        "当众重新清点；仍然多出的，按当地规定该箱或者全部选票无效。",
        "count",
    ),
    "issued_exceeds_printed": Code(
        "error",
        "发出和写坏换发的选票多于选票领用登记的印制数。",
        "核对各箱的发票数和印刷厂的交货单；领用登记有误的，划去该行重新登记。",
        "count",
    ),
    "issued_exceeds_received": Code(
        "error",
        "票箱发出和写坏换发的选票多于领到的选票。",
        "当众重新清点发票登记和剩余选票，核对选票领用登记；确实如此的，勾选已重新清点。",
        "count",
    ),
    "box_numbers": Code(
        "error", "一个票箱领到、发出、收回的选票互相不符。", "当众重新清点该箱，改正写错的数。", "count"
    ),
    "small_box": Code(
        "error",
        "一个票箱的选票太少，单独计票会看出个人的选择。",
        "在票箱页选“混合计票”，与另一个票箱的选票混合以后再计票。",
        "count",
    ),
    "before_polling_day": Code("error", "投票日以前录入票数。", "投票日当天再录。", "count"),
    "boxes_incomplete": Code(
        "error", "还有票箱没有录完发出、收回的选票。", "全部票箱开箱清点后再开始计票。", "count"
    ),
    "list_not_issued": Code("error", "正式候选人名单还没有公布。", "先制发名单公告。", "count"),
    "nobody_registered": Code("error", f"没有{GENERAL.voter}。", f"先确认{GENERAL.roll_short}。", "count"),
    "steps_open": Code("warning", "投票以前的步骤还没有完成。", "补齐列出的步骤和登记。", ""),
    "no_boxes": Code("error", "还没有票箱。", "先建立票箱并录入票数。", "count"),
    "differs_from_check_off": Code(
        "error",
        "录入的发票数和发票登记不一致。",
        "核对签到簿和发票登记；确实不一致的，写明原因。",
        "count",
    ),
    "issue_conflicts_open": Code(
        "error",
        "断网时发出的选票，有的没有登记成功，还没有写明处理情况。",
        "在投票日页面逐条写明选票是否追回。",
        "count",
    ),
    "boxes_unsealed": Code(
        "warning", "有的票箱没有登记验空加封。", "补登加封，或者在情况记录中写明原因。", ""
    ),
    "question_open": Code(
        "error",
        "结果中还有须处理的事项。",
        "先由有权的人决定；确需现在宣布的，逐项勾选并写明理由。",
        "closing",
    ),
    "sheets_open": Code("error", "还有计票单没有两次一致。", "全部计票单完成后再宣布结果。", "count"),
    "issued": Code("error", f"发出的选票多于{GENERAL.voter}。", "核对发票登记。", "count"),
    "proxies": Code("warning", "委托领票多于有效的委托。", "核对委托登记；超出的计为超限委托票。", ""),
    "recovered": Code(
        "error", "收回的选票合计多于发出的选票。", "当众重新清点；仍然多出的，选举无效。", "closing"
    ),
    "turnout": Code(
        "error",
        f"参加投票的{GENERAL.people}没有超过{GENERAL.voter}的半数。",
        "选举无效，报乡镇重新组织投票。",
        "closing",
    ),
}

ISSUE_CODES: Final[dict[str, Code]] = {
    "opened_before_closing": Code(
        "error",
        "公告的投票结束时间还没有到，不能开箱。",
        "等到投票结束；确需提前的，由乡镇写明理由登记。",
        "count",
    ),
    "opened_without_hand_out": Code(
        "error",
        "这个票箱没有发出选票，其他票箱已经发票。",
        "核对是不是这个票箱；确实没有人投票的，写明情况。",
        "count",
    ),
    "table_closed": Code("error", "投票日没有到，或者票箱已经开箱、投票已经结束。", "不发票。", "count"),
    "not_entitled": Code(
        "error",
        "由代表投票的选举，这个人不在投票代表名单上。",
        "不发票；由名单上的代表领票，名单有误的先更正。",
        "count",
    ),
    "not_registered": Code(
        "error",
        f"{GENERAL.roll_short}上没有这个人。",
        f"不发票；本人有异议的，由{GENERAL.committee}答复。",
        "count",
    ),
    "already_issued": Code(
        "error",
        f"这名{GENERAL.voter_short}的选票已经发出。",
        "不发票；断网时已经发出的，立即追回，并写明处理情况。",
        "count",
    ),
    "given_to_proxy": Code(
        "error",
        f"这名{GENERAL.voter_short}已经委托他人投票。",
        "本人到场的，先撤销委托，再发本人选票。",
        "count",
    ),
    "no_proxy": Code("error", "没有有效的委托。", f"不发票；请{GENERAL.voter_short}本人领票。", "count"),
}
