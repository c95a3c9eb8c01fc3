"""A workbook of our own, filled in and read into plain lines. What is wrong with it is a sentence."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

MAX_PARTS = 200
UNFOLDS = 40  # how many times its own size a package of ours may grow; the largest seen grew twelvefold


class UnreadableWorkbook(Exception):
    """The file is no workbook that can be read; the sentence says what to do."""


def lines_of(
    content: bytes, *, max_bytes: int, rows: int, columns: int, only: Sequence[str] | None = None
) -> dict[str, list[tuple[object, ...]]]:
    """Sheet → its lines, as they are shown; of all sheets, or of those in ``only`` that are there.

    A small package can unfold into gigabytes: its own list of parts is added up first. A sheet is read no
    further than ``rows`` and ``columns``.
    """
    from openpyxl import load_workbook  # noqa: PLC0415 -- loaded where it is used

    if len(content) > max_bytes:
        raise UnreadableWorkbook(f"文件超过{max_bytes / 1_000_000:g}MB，请删去多余的工作表和格式。")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise UnreadableWorkbook(
            "这不是.xlsx工作簿，请用Excel另存为“Excel工作簿（.xlsx）”后再传。"
        ) from error
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > max_bytes * UNFOLDS:
        raise UnreadableWorkbook("文件展开后过大，请从平台重新下载工作簿，把资料粘贴进去再传。")
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        wanted = [name for name in book.sheetnames if only is None or name in only]
        return {
            name: [
                tuple(line) for line in book[name].iter_rows(max_row=rows, max_col=columns, values_only=True)
            ]
            for name in wanted
        }
    except Exception as error:  # openpyxl raises whatever its parsers do, some of it while a sheet is read
        raise UnreadableWorkbook("文件打不开，请用Excel另存为“Excel工作簿（.xlsx）”后再传。") from error
