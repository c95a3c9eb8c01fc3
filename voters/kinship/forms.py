"""The form below the list of relations a roll file tells of."""

from __future__ import annotations

from typing import Any

from django import forms

from election_office.core.forms import OfficeForm
from voters.models import KinshipOffer

DECLARE, DECLINE = "declare", "decline"


class OffersForm(OfficeForm):
    """Which of the relations on the page, and what becomes of them. Nothing is ticked beforehand."""

    offers = forms.TypedMultipleChoiceField(label="关系", coerce=int, required=False)
    whole = forms.BooleanField(label="本页全部", required=False)
    what = forms.ChoiceField(label="处理", choices=[(DECLARE, "登记"), (DECLINE, "不登记")])

    def __init__(self, *args: Any, rows: list[KinshipOffer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shown = [row.pk for row in rows]
        offers = self.fields["offers"]
        assert isinstance(offers, forms.TypedMultipleChoiceField)
        offers.choices = [(pk, str(pk)) for pk in self.shown]

    @property
    def declares(self) -> bool:
        return bool(self.cleaned_data["what"] == DECLARE)

    def arguments(self) -> dict[str, Any]:
        offers = self.shown if self.cleaned_data["whole"] else self.cleaned_data["offers"]
        return {"declare": self.declares, "offers": offers}
