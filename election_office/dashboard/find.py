"""查找: villages, people and papers by a few words, from every page. What was typed stands in no address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from election_office.accounts.http import StaffRequest
from election_office.accounts.models import User
from election_office.core.forms import OfficeForm
from election_office.core.http import typed
from election_office.documents.models import Document
from villages.models import Person, Village

SHOWN = 12


class FindForm(OfficeForm):
    words = forms.CharField(
        label="找村、人、公文",
        max_length=60,
        help_text="村名；姓名、拼音首字母或者身份证号后四位；公文的标题或者文号。",
    )


def found(user: User, words: str) -> dict[str, list[Any]]:
    """At most so many of each kind: three statements."""
    papers = Document.objects.visible_to(user).filter(Q(title__contains=words) | Q(number__contains=words))
    people = Person.objects.visible_to(user).matching(words).select_related("village", "group")
    return {
        "villages": list(Village.objects.visible_to(user).in_being().filter(name__contains=words)[:SHOWN]),
        "people": list(people[:SHOWN]),
        "papers": list(papers.defer("facts").order_by("-pk")[:SHOWN]),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def find(request: StaffRequest) -> HttpResponse:
    form = FindForm(**typed(request))
    context: dict[str, Any] = {"form": form, "shown": SHOWN}
    if form.is_valid():
        context |= {"asked": True, **found(request.user, form.cleaned_data["words"])}
    return render(request, "dashboard/find.html", context)
