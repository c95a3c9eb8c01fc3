"""The pages on which an officer keeps the accounts below their own place."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from election_office.accounts import actions, places, queries
from election_office.accounts.access import within
from election_office.accounts.forms import (
    ConfirmForm,
    PostForm,
    StaffCreateForm,
    StaffEditForm,
    StaffSearchForm,
)
from election_office.accounts.http import StaffRequest
from election_office.accounts.models import Assignment, User
from election_office.accounts.permissions import Duty, Permission, Role
from election_office.core.forms import OfficeForm, ReasonForm
from election_office.core.http import act_page, typed

PAGE_ROWS = 50
Rest = ParamSpec("Rest")
View = Callable[Concatenate[StaffRequest, Rest], HttpResponse]


def for_managers(view: View[Rest]) -> View[Rest]:
    """Only for those who manage accounts somewhere; whose, each view and action asks again."""

    @wraps(view)
    def guarded(request: StaffRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        if not request.user.areas(Permission.STAFF_MANAGE):
            raise PermissionDenied("您没有管理人员账号的权限。")
        return view(request, *args, **kwargs)

    return guarded


def _person(request: StaffRequest, pk: int) -> User:
    return get_object_or_404(queries.visible_staff(request.user), pk=pk)


def _show_password(request: StaffRequest, made: tuple[User, str]) -> HttpResponse:
    # Shown in the answer itself and kept nowhere: neither session nor message may hold a password.
    person, password = made
    return render(request, "accounts/staff_password.html", {"person": person, "password": password})


@require_safe
@for_managers
def staff_list(request: StaffRequest) -> HttpResponse:
    form = StaffSearchForm(request.GET, manager=request.user)
    wanted = form.cleaned_data if form.is_valid() else {}
    people = queries.found(queries.visible_staff(request.user), **wanted)
    page = Paginator(people, PAGE_ROWS).get_page(request.GET.get("page"))
    posts = queries.current_posts(page)
    names = places.names([post.area_code for held in posts.values() for post in held])
    rows = [(person, [(post, names[post.area_code]) for post in posts[person.pk]]) for person in page]
    context = {"form": form, "page_obj": page, "rows": rows, "searching": any(wanted.values())}
    return render(request, "accounts/staff_list.html", context)


@require_safe
@for_managers
def staff_detail(request: StaffRequest, pk: int) -> HttpResponse:
    person = _person(request, pk)
    posts = list(person.assignments.order_by("ended_at", "area_code", "role"))
    names = places.names([post.area_code for post in posts])
    managed = request.user.areas(Permission.STAFF_MANAGE)
    rows = [
        (
            post,
            Role(post.role).label,
            names[post.area_code],
            any(post.area_code.startswith(m) for m in managed),
        )
        for post in posts
    ]
    context = {"person": person, "rows": rows, "is_self": person.pk == request.user.pk}
    return render(request, "accounts/staff_detail.html", context)


@require_http_methods(["GET", "POST"])
@for_managers
def staff_create(request: StaffRequest) -> HttpResponse:
    return act_page(
        request,
        StaffCreateForm(**typed(request), manager=request.user),
        partial(actions.create_staff, by=request.user),
        title="新建账号",
        button="新建账号",
        shows=partial(_show_password, request),
        back=reverse("accounts:staff_list"),
        help_text="保存后显示一次初始密码，请当面或电话告知本人。",
    )


@require_http_methods(["GET", "POST"])
@for_managers
def staff_edit(request: StaffRequest, pk: int) -> HttpResponse:
    person = _person(request, pk)
    return act_page(
        request,
        StaffEditForm(**typed(request), row=person),
        partial(actions.edit_staff, person, by=request.user),
        title=f"修改{person.name}的信息",
        button="保存",
        done="人员信息已修改。",
        back=reverse("accounts:staff_detail", args=[pk]),
    )


@require_http_methods(["GET", "POST"])
@for_managers
def assignment_create(request: StaffRequest, pk: int) -> HttpResponse:
    person = _person(request, pk)
    return act_page(
        request,
        PostForm(**typed(request), manager=request.user),
        partial(actions.assign, person, by=request.user),
        title=f"为{person.name}增加职责",
        button="增加职责",
        done=f"已为{person.name}增加职责。",
        back=reverse("accounts:staff_detail", args=[pk]),
        help_text="同一人可以在几个地方任职，也可以在一处有几项职责。",
    )


@require_safe
@for_managers
def duties(request: StaffRequest) -> HttpResponse:
    """Who looks after the system, the accounts, the trail, and who holds two of what one person may not."""
    posts = queries.officers_posts(request.user)
    names = places.names([post.area_code for post in posts])
    rows = [(duty, [(post, names[post.area_code]) for post in posts if post.duty == duty]) for duty in Duty]
    context = {
        "apart": settings.OFFICE_DUTIES_APART,
        "rows": rows,
        "undecided": [(post, names[post.area_code]) for post in posts if not post.duty],
        "joined": queries.joined(posts),
    }
    return render(request, "accounts/duties.html", context)


def _confirm(
    request: StaffRequest, form: OfficeForm, act: Callable[..., Any], person: User, **words: Any
) -> HttpResponse:
    """An act on somebody's account, read once more before it is done."""
    facts = [("姓名", person.name), ("用户名", person.username)]
    back = reverse("accounts:staff_detail", args=[person.pk])
    return act_page(request, form, partial(act, by=request.user), facts=facts, back=back, **words)


@require_http_methods(["GET", "POST"])
@for_managers
def staff_password_reset(request: StaffRequest, pk: int) -> HttpResponse:
    person = _person(request, pk)

    def reset(by: User) -> tuple[User, str]:
        return person, actions.reset_password(person, by=by)

    return _confirm(
        request,
        ConfirmForm(**typed(request)),
        reset,
        person,
        title="重置密码",
        button="重置密码",
        shows=partial(_show_password, request),
        consequences=[
            "原密码立即失效，已登录的会话随即退出。",
            "新密码只显示一次，请当面或电话告知本人。",
            "本人下次登录时须自行修改；因输错密码造成的锁定同时解除。",
        ],
    )


@require_http_methods(["GET", "POST"])
@for_managers
def staff_deactivate(request: StaffRequest, pk: int) -> HttpResponse:
    person = _person(request, pk)
    return _confirm(
        request,
        ReasonForm(**typed(request)),
        partial(actions.deactivate_staff, person),
        person,
        title="停用账号",
        button="停用",
        danger=True,
        done=f"{person.name}的账号已停用。",
        consequences=["本人立即退出并不能再登录。", "任职记录和操作记录保留，账号可以恢复。"],
    )


@require_http_methods(["GET", "POST"])
@for_managers
def staff_reactivate(request: StaffRequest, pk: int) -> HttpResponse:
    person = _person(request, pk)
    return _confirm(
        request,
        ConfirmForm(**typed(request)),
        partial(actions.reactivate_staff, person),
        person,
        title="恢复账号",
        button="恢复",
        shows=partial(_show_password, request),
        consequences=[
            "本人可以重新登录，原有任职继续有效。",
            "新密码只显示一次，请当面或电话告知本人。",
        ],
    )


@require_http_methods(["GET", "POST"])
@for_managers
def assignment_end(request: StaffRequest, pk: int) -> HttpResponse:
    mine = within(
        Assignment.objects.select_related("user"), request.user, Permission.STAFF_MANAGE, "area_code"
    )
    post = get_object_or_404(mine, pk=pk)
    return _confirm(
        request,
        ReasonForm(**typed(request)),
        partial(actions.end_assignment, post),
        post.user,
        title=f"结束“{post.title}”职责",
        button="结束职责",
        danger=True,
        done=f"{post.user.name}的“{post.title}”职责已结束。",
        consequences=["本人下一次操作起不再有此职责的权限。", "任职记录保留，可以重新任命。"],
    )
