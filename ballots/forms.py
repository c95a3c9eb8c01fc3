"""What people may type about boxes and counts. Shape is checked here, law in rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField

from ballots.issuing.queries import totals_of
from ballots.models import BallotName, Box, CountSheet
from ballots.models.rounds import MOST_BALLOTS
from ballots.rules.codes import Code
from ballots.rules.runoffs import RunoffPlan
from ballots.rules.sheet_codes import SHEET_CODES
from ballots.rules.sheets import NAMES, Reading, tidy_name
from election_office.core.forms import OfficeForm
from election_office.core.name_fields import PeopleField
from election_office.law.electorates import check_proxies_allowed
from villages.models import Post

ROWS = 4
MOST_ROWS = 60


class BoxForm(OfficeForm):
    rows = (("name", "kind"), ("place", "staff"))
    name = forms.CharField(label="票箱名称", max_length=40, help_text="例如“主会场票箱”“东片投票站”。")
    kind = forms.ChoiceField(label="性质", choices=Box.Kind)
    place = forms.CharField(label="投票地点", max_length=80, required=False, help_text="留空为选举大会会场。")
    staff = PeopleField(
        label="监票、发票人员",
        max_length=120,
        required=False,
        help_text="姓名之间用顿号隔开；候选人及其近亲属不得担任。",
    )

    def __init__(self, *args: Any, box: Box | None = None, **kwargs: Any) -> None:
        super().__init__(*args, row=box, **kwargs)


class MixForm(OfficeForm):
    into = forms.ModelChoiceField(label="混入的票箱", queryset=Box.objects.none(), empty_label="请选择")
    witnesses = PeopleField(label="在场监票人", max_length=120, help_text="姓名之间用顿号隔开。")

    def __init__(self, *args: Any, box: Box, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["into"]
        assert isinstance(field, forms.ModelChoiceField)
        others = Box.objects.filter(round=box.round, recovered__gt=0, mixed_into__isnull=True)
        field.queryset = others.exclude(pk=box.pk)


def _quantity(label: str, help_text: str = "", *, required: bool = True) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=0, max_value=MOST_BALLOTS, required=required, help_text=help_text
    )


class BallotsForm(OfficeForm):
    rows = (("issued_own", "issued_proxy", "spoiled"), ("recovered", "opened_by"))
    finding_fields = {
        "recovered_exceeds_issued": "recounted",
        "issued_exceeds_received": "recounted",
        "before_polling_day": "issued_own",
        "differs_from_check_off": "difference",
    }
    issued_own = _quantity("发出选票（本人）", "一人一张；写坏换发的不重复计算。")
    issued_proxy = _quantity("发出选票（委托）", "没有的填0。")
    spoiled = _quantity("写坏换发", "收回作废后另发的张数，没有的填0。")
    recovered = _quantity("收回选票", "当众开箱清点后填写；还没有开箱的留空。", required=False)
    opened_by = PeopleField(label="开箱人", max_length=80, required=False, help_text="当众开箱的人，写姓名。")
    recounted = forms.BooleanField(
        label="数字不符，已当众重新清点无误",
        required=False,
        help_text="只在收回多于发出、发出多于领到时勾选。",
    )
    difference = forms.CharField(
        label="与发票登记不一致的原因", max_length=200, required=False, help_text="一致的留空。"
    )

    def __init__(self, *args: Any, box: Box, **kwargs: Any) -> None:
        names = ("issued_own", "issued_proxy", "spoiled", "recovered", "opened_by")
        kwargs["initial"] = {name: getattr(box, name) for name in names}
        off = totals_of(box)
        if off is not None and box.issued is None:
            kwargs["initial"] |= {"issued_own": off.own, "issued_proxy": off.proxy, "spoiled": off.spoiled}
        super().__init__(*args, row=box, **kwargs)
        if off is None:
            del self.fields["difference"]
        election = box.round.election
        self.by_proxy = check_proxies_allowed(election.electing_way, election.rulebook).allowed
        if not self.by_proxy:  # where households or representatives vote, nobody votes for another
            del self.fields["issued_proxy"]
        self.fields["issued_own"].widget.attrs["autofocus"] = True

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        return said if self.by_proxy else said | {"issued_proxy": 0}


class CorrectionForm(BallotsForm):
    reason = forms.CharField(label="更正的事由", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, box: Box, **kwargs: Any) -> None:
        super().__init__(*args, box=box, **kwargs)
        self.fields["recovered"].required = True
        self.fields.pop("difference", None)  # a correction has its own reason


class DeclareForm(OfficeForm):
    """What is open before a result is declared: each question is taken over by name, with one reason."""

    finding_fields = {"question_open": "reason"}

    def __init__(self, *args: Any, questions: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = list(dict.fromkeys(code for code, _ in questions))
        for code in self.codes:
            sentence = "".join(message for known, message in questions if known == code)
            self.fields[code] = forms.BooleanField(label=f"已知并承担：{sentence}", required=False)
        if questions:
            self.fields["reason"] = forms.CharField(
                label="现在宣布的理由",
                max_length=500,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def arguments(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {
            "accepted": [code for code in self.codes if said.get(code)],
            "reason": said.get("reason", ""),
        }


@dataclass(frozen=True, slots=True)
class Cell:
    """A row of the form as the page lays it out."""

    label: str
    votes: BoundField
    name: BoundField | None = None


class SheetForm(OfficeForm):
    """One reading of a count sheet: every printed name in ballot order, names written in, and the ballots.

    With ``former`` only the differing cells are asked; the rest of the person's own reading stays.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)
    accept = forms.BooleanField(label="以上提示已核对，数字无误", required=False)
    accept_reason = forms.CharField(label="理由", max_length=200, required=False)

    def __init__(
        self,
        *args: Any,
        sheet: CountSheet,
        names: Sequence[BallotName],
        former: Reading | None = None,
        write_ins: bool = True,
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = {"version": sheet.version}
        super().__init__(*args, **kwargs)
        self.sheet, self.names, self.former = sheet, names, former
        asked = None if former is None else set(sheet.differing)
        self._printed = [name for name in names if asked is None or name.cell in asked]
        self._known = [] if asked is None else [cell[2:] for cell in sheet.differing if cell[:2] == "w:"]
        self._ballots = [key for key in ("void", "blank") if asked is None or key in asked]
        self.row_count = self._rows() if write_ins and (asked is None or NAMES in asked) else 0
        self._add_fields()
        self.finding_fields = {
            "ballots_do_not_sum": "valid",
            "many_unmarked": "accept",
            "votes_below_valid": "accept",
        } | {f"votes_exceed_valid@{name.cell}": name.cell for name in self._printed}

    @property
    def explained(self) -> list[tuple[str, Code]]:
        """What was refused just now, as /help/codes/ explains it."""
        refused = {code.partition("@")[0] for code in self.refused_codes}
        return [(code, text) for code, text in SHEET_CODES.items() if code in refused]

    def _rows(self) -> int:
        """How many rows for names: as many as the page had, and more when its button asked for them."""
        sent = str(self.data.get("rows", ROWS))
        rows = int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 4 else ROWS
        return max(1, min(MOST_ROWS, rows + (ROWS if self.wants_rows else 0)))

    @property
    def wants_rows(self) -> bool:
        return self.is_bound and "more_rows" in self.data

    def is_valid(self) -> bool:
        return not self.wants_rows and super().is_valid()

    def full_clean(self) -> None:
        super().full_clean()
        if self.wants_rows:
            self._errors.clear()

    def _add_fields(self) -> None:
        for name in self._printed:
            self._add(name.cell, name.name)
        for index, known in enumerate(self._known):
            self._add(f"known_{index}", known)
        for index in range(self.row_count):
            box = forms.CharField(label=f"另选他人{index + 1}姓名", max_length=40, required=False)
            box.widget.attrs.update({"autocomplete": "off", "aria-label": f"另选他人{index + 1}姓名"})
            self.fields[f"name_{index}"] = box
            self._add(f"votes_{index}", f"另选他人{index + 1}得票", required=False)
        if self._ballots:
            self._add("valid", "有效票")
        for key in self._ballots:
            self._add(key, {"void": "无效票", "blank": "弃权票"}[key])

    def _add(self, key: str, label: str, *, required: bool = True) -> None:
        field = _quantity(label, required=required)
        field.error_messages["required"] = f"请填写{label}的票数，没有的填0。"
        field.error_messages["invalid"] = "请填写整数，只用数字，例如 120。"
        widget = field.widget
        widget.input_type = "text"
        widget.attrs = {"inputmode": "numeric", "autocomplete": "off", "class": "input-count"}
        if not any(name not in ("version", "accept", "accept_reason") for name in self.fields):
            widget.attrs["autofocus"] = True
        self.fields[key] = field

    # -------------------------------------------------------------- what the page shows

    @property
    def printed_cells(self) -> list[Cell]:
        return [Cell(name.label, self[name.cell]) for name in self._printed]

    @property
    def written_cells(self) -> list[Cell]:
        known = [Cell(name, self[f"known_{index}"]) for index, name in enumerate(self._known)]
        rows = [
            Cell(f"另选{index + 1}", self[f"votes_{index}"], self[f"name_{index}"])
            for index in range(self.row_count)
        ]
        return known + rows

    @property
    def ballot_cells(self) -> list[Cell]:
        keys = ["valid", *self._ballots] if self._ballots else []
        return [Cell(str(self.fields[key].label), self[key]) for key in keys]

    @property
    def asks_to_accept(self) -> bool:
        """Something unusual waits for a person's word."""
        return self.is_bound and ("accept" in self.errors or "accept" in self.data)

    # -------------------------------------------------------------- what was typed

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        seen: set[str] = set(self._standing_names())
        for index in range(self.row_count):
            name = tidy_name(cleaned.get(f"name_{index}") or "")
            votes = cleaned.get(f"votes_{index}")
            cleaned[f"name_{index}"] = name
            if f"votes_{index}" in self.errors:
                continue
            if name and votes is None:
                self.add_error(f"votes_{index}", f"请填写{name}的得票。")
            elif votes and not name:
                self.add_error(f"name_{index}", f"这一行有{votes}票，请填写姓名。")
            elif name in seen:
                self.add_error(f"name_{index}", f"{name}已在上面一行，请合并票数。")
            elif name:
                seen.add(name)
                for code, field in (
                    ("votes_exceed_valid", f"votes_{index}"),
                    ("bad_name", f"name_{index}"),
                    ("name_is_printed", f"name_{index}"),
                ):
                    self.finding_fields[f"{code}@w:{name}"] = field
        return cleaned

    def _standing_names(self) -> Iterator[str]:
        yield from self._known
        if self.former is not None:
            yield from self.former.write_ins

    def written(self) -> Iterable[tuple[str, int]]:
        data = self.cleaned_data
        for index, name in enumerate(self._known):
            yield name, data[f"known_{index}"]
        for index in range(self.row_count):
            if data[f"name_{index}"]:
                yield data[f"name_{index}"], data[f"votes_{index}"]

    def arguments(self) -> dict[str, Any]:
        """The keyword arguments of the action."""
        data = self.cleaned_data
        former = self.former or Reading(0, 0)
        votes = {name.cell: data.get(name.cell, former.votes.get(name.cell, 0)) for name in self.names}
        votes |= {cell: count for cell, count in former.votes.items() if cell.startswith("w:")}
        votes |= {f"w:{name}": count for name, count in self.written()}
        void, blank = data.get("void", former.void), data.get("blank", former.blank)
        return {
            "version": data["version"],
            "reading": Reading(void=void, blank=blank, votes=votes),
            "valid": data.get("valid", self.sheet.box.counted - void - blank),
            "accepted": ["many_unmarked", "votes_below_valid"] if data.get("accept") else [],
            "accepted_reason": data.get("accept_reason", ""),
        }


class RunoffForm(OfficeForm):
    finding_fields = {
        "runoff_in_the_past": "day",
        "runoff_too_late": "day",
        "runoff_same_day": "day",
    }
    day = forms.DateField(label="投票日")

    def __init__(self, *args: Any, plan: RunoffPlan, posts: Sequence[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = {(post.kind, post.reserved): post for post in posts}
        for planned in plan.posts:
            post = rows[planned.key]
            self.fields[f"post_{post.pk}"] = forms.MultipleChoiceField(
                label=f"{post.title}候选人（缺{planned.seats}名）",
                choices=[(name, name) for name in planned.names],
                initial=list(planned.names),
                required=False,
                widget=forms.CheckboxSelectMultiple,
                help_text="按上一轮得票列出。本人书面选定其他职位或者依法不得参加的，去掉勾选。",
            )

    def arguments(self) -> dict[str, Any]:
        chosen = {
            int(name.removeprefix("post_")): value
            for name, value in self.cleaned_data.items()
            if name.startswith("post_")
        }
        return {"day": self.cleaned_data["day"], "chosen": chosen}
