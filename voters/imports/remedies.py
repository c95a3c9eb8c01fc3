"""What to do about each kind of finding of a trial: one sentence a kind, beside where it was found."""

from __future__ import annotations

from election_office.law.words import GENERAL

_FILE = "在原表中改好，再上传一次。"
_ASK = "问清本人以后"

REMEDIES: dict[str, str] = {
    "column_missing": "在上面“各列读作什么”里选定是哪一列；表中确实没有的，补上这一列再上传。",
    "column_repeated": "在上面“各列读作什么”里只留一列，其余选“没有使用”。",
    "error_value": f"单元格显示错误的，重新填写内容，{_FILE}",
    "name_missing": f"补填姓名；这一行不是人的，删去，{_FILE}",
    "name_invalid": f"姓名格只留姓名，其他内容移到备注列，{_FILE}",
    "name_unprintable": f"对照身份证重新输入姓名用字，{_FILE}",
    "name_no_glyph": "不影响导入；打印以前请另备这个字。",
    "person_name_differs": f"对照身份证，是同一人的改正姓名，不是同一人的改正号码，{_FILE}",
    "id_missing": "补填号码再上传；一时没有的，导入以后在登记台补。",
    "id_rounded": f"把这一列设为文本，对照身份证重新输入，{_FILE}",
    "id_15_digits": f"换成18位号码，{_FILE}",
    "id_length": f"对照身份证补齐或者删去多出的数字，{_FILE}",
    "id_characters": f"号码格只留18位号码，{_FILE}",
    "id_checksum": f"对照身份证，多半有一位数字输错，{_FILE}",
    "id_birth_invalid": f"对照身份证改正出生日期那几位，{_FILE}",
    "id_duplicate_in_file": f"同一人写了两行的留一行，两人用了一个号码的改正号码，{_FILE}",
    "registered_elsewhere": f"先与那个村核实，一人只能登记一处；不在{GENERAL.here}登记的删去这一行。",
    "birth_mismatch": f"对照身份证，改正出生日期或者号码，{_FILE}",
    "birth_by_number": "已按身份证号登记，核对无误即可。",
    "birth_unreadable": f"写成1985-03-02的样子，{_FILE}",
    "sex_mismatch": f"对照身份证，改正性别或者号码，{_FILE}",
    "sex_unreadable": f"性别只填男或者女，{_FILE}",
    "unknown_group": f"改成{GENERAL.here}已有的{GENERAL.group}名称，或者先在村庄页增加这个组，再重新试读。",
    "formula_cell": f"复制以后选“粘贴为数值”，{_FILE}",
    "class_unknown": f"{_ASK}，在登记台逐人办理。",
    "non_resident_no_request": "导入以后列为待定，联系本人，本人表示参加再登记。",
    "outsider_no_consent": "导入以后列为待定，补齐申请和同意再登记。",
    "resident_not_declared": "导入以后列为待定，本人表示参加再登记。",
    "worker_waits": "导入以后列为待定，补齐申请和确认再登记。",
    "under_age": "依法不列入，不用改；生日有误的对照身份证改正。",
    "not_of_this_village": "依法不列入，不用改；户籍或者住处写错的改正。",
    "outsider_under_one_year": "依法不列入，不用改；年限写错的改正。",
    "candidate_would_wait": "本人是候选人，先到候选人页核对，再决定是否导入。",
    "deprived_of_rights": "依法不列入，不用改；请核对法律文书。",
    "note_deceased": "在上面“文件另行标出的人”里决定。",
    "note_deprived_of_rights": "在上面“文件另行标出的人”里决定。",
    "note_moved_out": "在上面“文件另行标出的人”里决定。",
    "name_short": "对照身份证；姓名确是一个字的不用改。",
    "group_missing": f"补填{GENERAL.group}；导入以后也可以在登记台选组。",
    "group_conflict": f"看清这一行属于哪个{GENERAL.group}，改正其中一处。",
    "comment_unread": "批注里写有登记情况的，移到备注列再上传。",
    "class_column_missing": f"全部按户籍和住处都在{GENERAL.here}登记；有外出或者外来的，补上这两列。",
}
_BY_LEVEL = {
    "error": f"按说明改正，{_FILE}",
    "pending": "导入以后列为待定，在登记台逐人办理。",
    "excluded": "依法不列入，不用改。",
    "warning": "核对无误即可导入。",
}


def remedy_of(code: str, level: str) -> str:
    """What a clerk does about findings of this kind."""
    if code.startswith("apart_"):
        return "在上面“文件另行标出的人”里决定。"
    return REMEDIES.get(code, _BY_LEVEL[level])
