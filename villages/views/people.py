"""People and their near relations."""

from functools import partial

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from election_office.accounts.access import require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import ReasonForm
from election_office.core.http import act_page, shown_once, typed
from villages import actions, queries
from villages.forms import KinshipForm, PersonForm, RevealForm
from villages.models import Kinship, Person, Village

PERSON_HELP = "出生日期和性别须与公民身份号码一致。"


@require_safe
def person_list(request: StaffRequest, pk: int) -> HttpResponse:
    village = get_object_or_404(
        Village.objects.visible_to(request.user).select_related("township__county"), pk=pk
    )
    words = request.GET.get("q", "")
    people = Person.objects.filter(village=village).matching(words).select_related("group")
    page = Paginator(people, 50).get_page(request.GET.get("page"))
    return render(request, "villages/people.html", {"village": village, "page": page, "words": words})


@require_http_methods(["GET", "HEAD", "POST"])
def person_add(request: StaffRequest, pk: int) -> HttpResponse:
    village = get_object_or_404(Village.objects.visible_to(request.user), pk=pk)
    require(request.user, Permission.VILLAGE_EDIT, village)
    return act_page(
        request,
        PersonForm(**typed(request), village=village),
        partial(actions.add_person, village=village, by=request.user),
        title=f"登记{village}人员",
        button="保存",
        done=lambda person: f"已登记{person.name}。",
        back=reverse("villages:people", args=[village.pk]),
        then=lambda person: reverse("villages:person", args=[person.pk]),
        help_text=PERSON_HELP,
    )


def _person(request: StaffRequest, pk: int) -> Person:
    people = Person.objects.visible_to(request.user).select_related("village__township__county", "group")
    return get_object_or_404(people, pk=pk)


@require_safe
def person_detail(request: StaffRequest, pk: int) -> HttpResponse:
    person = _person(request, pk)
    kin = Kinship.objects.filter(Q(person=person) | Q(relative=person)).select_related("person", "relative")
    return render(request, "villages/person.html", {"person": person, "kin": kin})


@require_http_methods(["GET", "HEAD", "POST"])
def person_edit(request: StaffRequest, pk: int) -> HttpResponse:
    person = _person(request, pk)
    require(request.user, Permission.VILLAGE_EDIT, person)
    form = PersonForm(**typed(request), village=person.village, person=person)
    return act_page(
        request,
        form,
        lambda **_: actions.update_person(person=person, by=request.user, **form.changes()),
        title=f"更正{person}的登记",
        button="保存",
        done="已更正，更正理由已留痕。",
        back=reverse("villages:person", args=[person.pk]),
        help_text=PERSON_HELP,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def person_reveal(request: StaffRequest, pk: int) -> HttpResponse:
    person = _person(request, pk)
    require(request.user, Permission.NUMBERS_VIEW, person)
    title, back = f"查看{person}的号码", reverse("villages:person", args=[person.pk])
    return act_page(
        request,
        RevealForm(**typed(request)),
        partial(actions.reveal_number, person=person, by=request.user),
        title=title,
        button="查看",
        shows=lambda number: shown_once(request, title=title, whose=str(person), number=number, back=back),
        back=back,
        help_text="每次查看都记录经办人、时间和用途。",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def kinship_add(request: StaffRequest, pk: int) -> HttpResponse:
    """Two steps without JavaScript: search a relative, then choose and save."""
    person = _person(request, pk)
    require(request.user, Permission.VILLAGE_EDIT, person)
    words = request.POST.get("q") or request.GET.get("q", "")
    found = [item for item in queries.people_of(person.village, words) if item != person] if words else []
    return act_page(
        request,
        KinshipForm(**typed(request), people=found),
        partial(actions.add_kinship, person=person, by=request.user),
        title=f"登记{person}的近亲属",
        button="登记",
        done="近亲属关系已登记，各项回避检查即时生效。",
        back=reverse("villages:person", args=[person.pk]),
        template="villages/kinship_form.html",
        context={"person": person, "words": words, "found": found},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def kinship_end(request: StaffRequest, pk: int) -> HttpResponse:
    kinship = get_object_or_404(
        Kinship.objects.select_related("person__village", "relative").filter(
            person__in=Person.objects.visible_to(request.user), ended_on__isnull=True
        ),
        pk=pk,
    )
    require(request.user, Permission.VILLAGE_EDIT, kinship)
    return act_page(
        request,
        ReasonForm(**typed(request)),
        partial(actions.end_kinship, kinship=kinship, on=timezone.localdate(), by=request.user),
        title="解除近亲属关系",
        button="解除",
        done="关系已解除，记录保留。",
        back=reverse("villages:person", args=[kinship.person_id]),
        facts=[("关系", str(kinship))],
        consequences=["回避检查不再计入这一关系。", "记录保留，不会删除。"],
    )
