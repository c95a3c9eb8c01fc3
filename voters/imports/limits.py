"""What an uploaded file may cost, and the sentences for files that cannot be read at all."""

from __future__ import annotations

MAX_BYTES = 60 * 1024 * 1024  # as uploaded
MAX_EXPANDED = 400 * 1024 * 1024  # unfolded; 200,000 rows of a real roll stay below 200 MB
MAX_ENTRIES = 2_000
RATIO_FROM = 20 * 1024 * 1024  # below this size no ratio is suspicious
MAX_RATIO = 200  # real rolls reach 10 to 40
MAX_ROWS = 200_100  # refused from this number on: 200,000 people, and the titles above them
MAX_COLUMNS = 1_000
MAX_CELLS = 8_000_000  # the value reader reserves room for the whole rectangle
MAX_CELL_BYTES = 512 * 1024


class UnreadableFileError(ValueError):
    """The file as a whole cannot be tried: ``code`` for programs, ``message`` a Chinese sentence.

    Codes: empty, too_big, too_many_rows, too_wide, password, wrong_type, broken, no_header.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def broken() -> UnreadableFileError:
    return UnreadableFileError(
        "broken", "文件已损坏或不完整，无法读取，请用Excel或WPS打开确认后另存一份再上传。"
    )


def too_big(expanded: int) -> UnreadableFileError:
    size = max(1, expanded // 1024 // 1024)
    limit = MAX_EXPANDED // 1024 // 1024
    return UnreadableFileError(
        "too_big",
        f"文件展开后达到{size}MB，超过{limit}MB或压缩比异常，不是正常的登记表，已拒绝读取。",
    )


def too_many_rows() -> UnreadableFileError:
    return UnreadableFileError(
        "too_many_rows", "文件超过20万行，一次最多导入20万行，请按村或按组分成几个文件。"
    )


def too_wide(sheet: str, rows: int, columns: int) -> UnreadableFileError:
    return UnreadableFileError(
        "too_wide",
        f"工作表「{sheet}」的内容伸展到第{rows}行第{columns}列，范围过大，"
        "请删除登记表以外的零散内容后重新保存。",
    )
