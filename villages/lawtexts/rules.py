"""What a paper below the province must carry, and when a text of the province may take effect. No Django."""

from __future__ import annotations

from datetime import date

from election_office.law.dates import cn_date
from election_office.law.decision import Decision, Finding


def check_paper(
    *, number: str, paper_date: date, today: date, election_days: list[date], asks_note: bool, note: str
) -> Decision:
    """A value needs its paper, dated neither in the future nor after an election it is to govern."""
    first = min(election_days, default=None)
    return Decision(
        (
            Finding("paper_missing", bool(number.strip()), "录入取值须写明依据文号。"),
            Finding("paper_in_future", paper_date <= today, "文件日期不能晚于今天。"),
            Finding(
                "paper_after_election",
                first is None or paper_date <= first,
                f"文件日期{cn_date(paper_date)}晚于选举日{cn_date(first or paper_date)}，不能用于这次选举。",
            ),
            Finding(
                "note_missing",
                not asks_note or bool(note.strip()),
                "国家法律与本省规定不同而法律留有余地的，由县作出选择，请写明选择的法律理由。",
            ),
        )
    )


def check_confirmation(*, entered_by: int, by: int, rows: int, has_scan: bool) -> Decision:
    """A text takes effect when a second person has compared every row with the scan."""
    return Decision(
        (
            Finding(
                "own_entry", entered_by != by, "录入人不能核对自己录入的文本，请由另一人对照扫描件核对。"
            ),
            Finding("no_scan", has_scan, "没有上传全文扫描件或者文本，不能核对。"),
            Finding("no_rows", rows > 0, "这份文本没有录入任何取值。"),
        )
    )
