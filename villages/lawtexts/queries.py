"""Reads for the page of rules and the list of texts."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from itertools import groupby

from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.law import layers
from election_office.law.dates import cn_date
from election_office.law.decision import Citation
from election_office.law.frozen import written
from election_office.law.overlays import LOCAL_LAYERS
from election_office.law.parameters import Parameter
from election_office.law.rulebooks import Rulebook
from election_office.law.statutes import BY_KEY
from villages.lawtexts.workbook import TextRow
from villages.models import Election, FrozenRules, LawText, RuleOverlay


@dataclass(frozen=True)
class Source:
    """What the province's own text is, whether it was read and by whom, and what runs on defaults."""

    read: bool
    sentence: str
    defaults: int
    total: int


@dataclass(frozen=True)
class RuleGroup:
    name: str
    rows: list[Parameter]

    @property
    def different(self) -> int:
        return sum(1 for row in self.rows if row.differs)


def source_of(book: Rulebook) -> Source:
    """The line at the top of a village's page of rules. One statement."""
    entered = [
        text
        for text in LawText.objects.covering([book.area])
        .confirmed()
        .filter(level=LawText.Level.PROVINCE, kind=book.kind)
        .select_related("entered_by", "decided_by")
        if text.valid_from <= book.election_day
        and (text.valid_to is None or book.election_day <= text.valid_to)
    ]
    defaults = sum(1 for parameter in book.parameters if parameter.kind == "默认")
    if entered:
        text = entered[0]
        said = f"本省的文本是{text}，由{text.entered_by.name}录入，{text.decided_by.name}对照全文核对后启用。"
        return Source(True, said, defaults, len(book.parameters))
    shipped = next(
        (layer for layer in layers.local_layers(book.area, book.election_day, kind=book.kind)), None
    )
    if shipped is None:
        return Source(False, "本省选举办法尚未收录。", defaults, len(book.parameters))
    title = BY_KEY[shipped.law].full_title
    read = any(entry.verified for entry in shipped.entries.values())
    if read and any(
        key in shipped.entries for key in ("candidate_list_days", "proxy_apply_days", "notice_days")
    ):
        return Source(
            True, f"本省的文本是《{title}》，原文已读并随平台收录。", defaults, len(book.parameters)
        )
    seen = "已读的" if read else "只见到部分条文、尚未核对原文的"
    said = f"本省选举办法尚未收录，现有{seen}是《{title}》。"
    return Source(False, said, defaults, len(book.parameters))


def groups_of(book: Rulebook, words: str = "") -> list[RuleGroup]:
    """The parameters by group; with ``words`` only those that say them."""
    found = [parameter for parameter in book.parameters if not words or _says(parameter, words)]
    return [RuleGroup(name, list(rows)) for name, rows in groupby(found, key=lambda row: row.group)]


def _says(parameter: Parameter, words: str) -> bool:
    return any(
        words in text
        for text in (
            parameter.label,
            parameter.group,
            parameter.sentence,
            parameter.display,
            str(parameter.citation),
        )
    )


def overlays_of(election: Election) -> list[tuple[RuleOverlay, str, str]]:
    """Local values of this place with the name of the parameter and the value in words. One statement."""
    book = election.rulebook
    found = []
    for row in RuleOverlay.objects.governing(election).select_related("entered_by"):
        parameter = book.by_key.get(row.key)
        shown = layers.shown(row.value, parameter.meaning) if parameter else str(row.value)
        found.append((row, parameter.label if parameter else row.key, shown))
    return found


def texts_visible_to(user: User) -> list[LawText]:
    """The texts that speak for the places this user sees."""
    areas = user.areas(Permission.VILLAGE_VIEW)
    return list(LawText.objects.covering(areas).select_related("entered_by", "decided_by"))


def rules_line(election: Election) -> str:
    """The sentence of the result report: by which texts, papers and day this election was judged."""
    book = election.rulebook
    frozen = FrozenRules.objects.filter(election=election).first()
    titles = list(
        dict.fromkeys(
            str(Citation(parameter.citation.law, ""))
            for parameter in book.parameters
            if parameter.kind == "法定" and parameter.verified
        )
    )
    papers = len([parameter for parameter in book.parameters if parameter.layer in LOCAL_LAYERS])
    data = json.dumps(written(book), ensure_ascii=False, sort_keys=True).encode()
    when = f"{cn_date(frozen.frozen_on)}公布正式候选人名单时定格" if frozen else "未定格"
    return (
        f"本次选举适用{'、'.join(titles)}{f'和本地取值{papers}项' if papers else ''}，{when}，"
        f"规则校验值：{hashlib.sha256(data).hexdigest()[:16]}。"
    )


def rows_of(text: LawText) -> list[TextRow]:
    return [TextRow(row.key, row.value, row.article, row.sentence) for row in text.rows.all()]


def version_before(text: LawText) -> layers.Layer | None:
    """The layer that was in force before this text: an entered one of its level, or the one that ships."""
    earlier = LawText.objects.confirmed().filter(
        area_code=text.area_code, level=text.level, kind=text.kind, valid_from__lt=text.valid_from
    ).exclude(pk=text.pk).order_by("-valid_from").first()  # fmt: skip
    if earlier is not None:
        return earlier.as_layer(earlier.rows.all())
    if text.level != LawText.Level.PROVINCE:
        return None
    return next(iter(layers.local_layers(text.area_code, text.valid_from, kind=text.kind)), None)
