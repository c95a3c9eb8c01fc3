"""What the findings of a trial are called, in the order people should look at them."""

from __future__ import annotations

from election_office.law.words import GENERAL
from voters.imports import apart

TITLES: dict[str, str] = {
    "column_missing": "表头缺少必要的列",
    "column_repeated": "表头有重复的列",
    "error_value": "单元格是错误值",
    "name_missing": "没有姓名",
    "name_invalid": "姓名中有其他内容",
    "name_unprintable": "姓名用字无法打印",
    "name_no_glyph": "姓名用字没有字体",
    "person_name_differs": "与已有人员姓名不一致",
    "id_missing": "没有身份证号",
    "id_rounded": "身份证号末几位丢失",
    "id_15_digits": "15位旧身份证号",
    "id_length": "身份证号位数不对",
    "id_characters": "身份证号有其他字符",
    "id_checksum": "身份证号校验码不对",
    "id_birth_invalid": "身份证号中的日期不存在",
    "id_duplicate_in_file": "文件内身份证号重复",
    "registered_elsewhere": "已在其他村登记",
    "birth_mismatch": "出生日期与身份证号不一致",
    "birth_by_number": "出生日期按身份证号登记",
    "birth_unreadable": "出生日期认不出来",
    "sex_mismatch": "性别与身份证号不一致",
    "sex_unreadable": "性别认不出来",
    "unknown_group": f"{GENERAL.here}没有这个{GENERAL.group}",
    "formula_cell": "单元格是公式",
    "class_unknown": "登记类别不能确定",
    "non_resident_no_request": f"外出{GENERAL.people}没有表示参加",
    "outsider_no_consent": "外来人员缺申请或者同意",
    "resident_not_declared": f"{GENERAL.people}没有表示参加",
    "worker_waits": "社区工作者缺申请或者确认",
    "under_age": "选举日不满法定年龄",
    "not_of_this_village": f"不属于{GENERAL.here}登记范围",
    "outsider_under_one_year": "外来人员不满一年",
    "candidate_would_wait": "候选人的登记情况有变",
    "deprived_of_rights": "依法被剥夺政治权利",
    **{kind.code: f"文件另行标出：{kind.title}" for kind in apart.KINDS},
    "note_deceased": "备注提到去世",
    "note_deprived_of_rights": "备注提到剥夺政治权利",
    "note_moved_out": "备注提到户口迁出",
    "name_short": "姓名只有一个字",
    "group_missing": f"没有{GENERAL.group}",
    "group_conflict": "小组与分段不一致",
    "comment_unread": "单元格的批注没有读入",
    "class_column_missing": "没有户籍或者居住列",
}
_ORDER = {code: index for index, code in enumerate(TITLES)}


def title_of(code: str) -> str:
    """The words for a code; the code itself when nobody gave it words."""
    return TITLES.get(code, code)


def place_of(code: str) -> int:
    return _ORDER.get(code, len(_ORDER))
