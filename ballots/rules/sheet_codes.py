"""The checks of a count sheet and of closing the polls by their code, for the page that explains them.

A finding in a single cell carries its code with ``@`` and the cell behind it.
"""

from __future__ import annotations

from typing import Final

from ballots.rules.codes import Code

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
    "same_person_third": Code("error", "第三次计票的人做过前两次录入。", "换另一人计票。", "count"),
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
    "before_polling_day": Code("error", "投票日以前录入票数。", "投票日当天再录。", "count"),
    "boxes_incomplete": Code(
        "error", "还有票箱没有录完发出、收回的选票。", "全部票箱开箱清点后再开始计票。", "count"
    ),
    "list_not_issued": Code("error", "正式候选人名单还没有公布。", "先制发名单公告。", "count"),
    "nobody_registered": Code("error", "没有登记参加选举的村民。", "先确认选民名单。", "count"),
    "steps_open": Code("error", "投票以前的步骤还没有完成。", "先办完列出的步骤。", "count"),
    "issued": Code("error", "发出的选票多于登记参加选举的村民。", "核对发票登记。", "count"),
    "proxies": Code("warning", "委托领票多于有效的委托。", "核对委托登记；超出的计为超限委托票。", ""),
    "recovered": Code(
        "error", "收回的选票合计多于发出的选票。", "当众重新清点；仍然多出的，选举无效。", "closing"
    ),
    "turnout": Code(
        "error",
        "参加投票的村民没有超过登记参加选举村民的半数。",
        "选举无效，报乡镇重新组织投票。",
        "closing",
    ),
}
