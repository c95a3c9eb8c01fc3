"""The page after an import: relations the file tells of, each to be declared by a person or not."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from election_office.accounts.access import require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.http import typed
from villages.views.elections import get_election, record_page
from voters.kinship import actions
from voters.kinship.forms import OffersForm
from voters.models import KinshipOffer

PER_PAGE = 50
HELP = (
    "导入的名册写有户主和与户主的关系，从中读出下面这些近亲属关系，须逐对核对后登记；登记后，回避和任职限制按它核对。"
    "儿媳、女婿等不是法律所说的近亲属，不在此列。"
)
NOT_DECLARED = "关系不登记，以后不再列出。"


@require_http_methods(["GET", "HEAD", "POST"])
def kinship_offers(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    require(request.user, Permission.VILLAGE_EDIT, election)
    waiting = KinshipOffer.objects.filter(roll_import__election=election).waiting()
    page = Paginator(waiting.select_related("person", "relative"), PER_PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    form = OffersForm(**typed(request), rows=rows)
    return record_page(
        "voters:import_list",
        request,
        election,
        form,
        partial(_settle, election=election, by=request.user),
        title="名册中的亲属关系",
        button="登记选中的关系",
        done=lambda done: f"已登记{done}对近亲属关系。" if form.declares else f"{done}对{NOT_DECLARED}",
        then=request.get_full_path(),
        help_text=HELP,
        template="voters/kinship_offers.html",
        context={"page": page, "rows": rows},
    )


def _settle(*, declare: bool, **given: Any) -> int:
    return actions.declare_offered(**given) if declare else actions.decline_offered(**given)
