"""The member register: list, entering, import, taking off; fixing it; disputes; representatives."""

from __future__ import annotations

from functools import partial

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from ballots.collective import actions, queries, rules
from ballots.collective.forms import (
    AnswerForm,
    DisputeForm,
    FileForm,
    FixForm,
    LossForm,
    MemberForm,
    MemberImportForm,
    NewMemberForm,
    RepresentativeForm,
    described,
)
from ballots.collective.views.organisation import BOTH, PER_PAGE, get_collective
from ballots.models import Collective, Member, MemberDispute, Register, Representative
from election_office.accounts.access import can, require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import ReasonForm
from election_office.core.http import act_page, typed
from election_office.core.pickers import answer_search


def _list(collective: Collective) -> str:
    return reverse("ballots:collective_members", args=[collective.pk])


@require_safe
def members(request: StaffRequest, pk: int) -> HttpResponse:
    collective, words = get_collective(request, pk), request.GET.get("q", "")
    today = timezone.localdate()
    rows = Member.objects.in_force().filter(collective=collective).with_people()
    page = Paginator(rows.matching(words), PER_PAGE).get_page(request.GET.get("page"))
    register = queries.register_of(collective)
    book = collective.rulebook_on(today)
    shown = queries.hung_on(register, queries.REGISTER_NOTICE) if register else None
    context = {
        "collective": collective,
        "page": page,
        "words": words,
        "total": rows.count(),
        "entitled": rows.entitled_on(today).count(),
        "able": {
            row.pk for row in page if rules.has_capacity(row.person.birth_date, row.capacity, today, book)
        },
        "register": register,
        "shown": shown,
        "warnings": rules.register_shown(shown, queries.open_disputes(collective), today, book),
        "disputes": MemberDispute.objects.filter(collective=collective),
        "may_edit": can(request.user, Permission.ROLL_EDIT, collective),
        "may_fix": can(request.user, Permission.ROLL_CONFIRM, collective),
    }
    return render(request, "ballots/collective/members.html", context)


@require_safe
def member_search(request: StaffRequest, pk: int) -> HttpResponse:
    collective = get_collective(request, pk, Permission.CANDIDATE_EDIT)
    rows = Member.objects.in_force().filter(collective=collective).with_people()
    return answer_search(request, rows, described)


@require_http_methods(BOTH)
def member_add(request: StaffRequest, pk: int) -> HttpResponse:
    collective = get_collective(request, pk, Permission.ROLL_EDIT)
    return act_page(
        request,
        NewMemberForm(**typed(request)),
        partial(actions.add_member, collective=collective, by=request.user),
        title="登记成员",
        button="登记",
        done=lambda row: f"已登记{row}。",
        back=_list(collective),
        help_text="成员不分年龄；户籍迁出、外出务工的成员仍在名册上。",
    )


@require_http_methods(BOTH)
def member_import(request: StaffRequest, pk: int) -> HttpResponse:
    collective = get_collective(request, pk, Permission.ROLL_EDIT)
    return act_page(
        request,
        MemberImportForm(**typed(request)),
        partial(actions.import_members, collective=collective, by=request.user),
        title="导入成员名册",
        button="读取",
        done=str,
        back=_list(collective),
        then=lambda done: (
            reverse("ballots:collective_import", args=[pk]) if done.tried else _list(collective)
        ),
        help_text="先试读，没有问题再去掉“只试读”导入。有一处问题就一行也不写入；表中没有的人仍留在名册上。",
    )


def _member(request: StaffRequest, pk: int) -> Member:
    rows = Member.objects.visible_to(request.user).with_people()
    member = get_object_or_404(rows, pk=pk, revoked_at__isnull=True)
    require(request.user, Permission.ROLL_EDIT, member)
    return member


@require_http_methods(BOTH)
def member_edit(request: StaffRequest, pk: int) -> HttpResponse:
    member = _member(request, pk)
    return act_page(
        request,
        MemberForm(**typed(request), row=member),
        partial(actions.change_member, member=member, by=request.user),
        title=f"修改{member}的登记",
        button="保存",
        done="已保存。",
        back=_list(member.collective),
    )


@require_http_methods(BOTH)
def member_remove(request: StaffRequest, pk: int) -> HttpResponse:
    member = _member(request, pk)
    return act_page(
        request,
        LossForm(**typed(request), book=member.collective.rulebook_on(timezone.localdate())),
        partial(actions.remove_member, member=member, by=request.user),
        title=f"{member}丧失成员身份",
        button="从名册上除名",
        done="已从名册上除名，登记保留备查。",
        back=_list(member.collective),
        facts=[("姓名", str(member)), ("户号", member.household)],
        consequences=[
            "此人不再计入应到人数，不能委托、受托和作为候选人。",
            "就学、服役、务工、经商、离婚、丧偶、服刑都不丧失成员身份。",
        ],
        danger=True,
    )


# ------------------------------------------------------------------ the register as of a day


@require_http_methods(BOTH)
def register_fix(request: StaffRequest, pk: int) -> HttpResponse:
    collective = get_collective(request, pk, Permission.ROLL_CONFIRM)
    return act_page(
        request,
        FixForm(**typed(request)),
        partial(actions.fix_register, collective=collective, by=request.user),
        title="成员名册定册",
        button="定册",
        done=lambda row: f"已定册：成员{row.members}人，其中完全民事行为能力{row.entitled}人。请签发公示。",
        back=_list(collective),
        consequences=["按现在的名册统计人数，作为公示和备案的依据。", "以后有变动的，另行定册公示。"],
    )


@require_http_methods(BOTH)
def register_file(request: StaffRequest, pk: int) -> HttpResponse:
    rows = Register.objects.visible_to(request.user).select_related("collective__village")
    row = get_object_or_404(rows, pk=pk)
    require(request.user, Permission.ROLL_CONFIRM, row)
    return act_page(
        request,
        FileForm(**typed(request), row=row),
        partial(actions.file_register, register=row, by=request.user),
        title="登记成员名册备案",
        button="登记",
        done="备案已登记。",
        back=_list(row.collective),
        help_text="报乡镇人民政府、街道办事处和县级农业农村主管部门备案。",
    )


@require_http_methods(BOTH)
def dispute_add(request: StaffRequest, pk: int) -> HttpResponse:
    collective = get_collective(request, pk, Permission.ROLL_EDIT)
    return act_page(
        request,
        DisputeForm(**typed(request)),
        partial(actions.raise_dispute, collective=collective, by=request.user),
        title="登记成员身份异议",
        button="登记",
        done="异议已登记。",
        back=_list(collective),
        help_text="可以请求乡镇、县级农业农村主管部门调解，申请仲裁，或者直接起诉。",
    )


@require_http_methods(BOTH)
def dispute_answer(request: StaffRequest, pk: int) -> HttpResponse:
    rows = MemberDispute.objects.visible_to(request.user).select_related("collective__village")
    row = get_object_or_404(rows, pk=pk)
    require(request.user, Permission.ROLL_CONFIRM, row)
    return act_page(
        request,
        AnswerForm(**typed(request), initial={"route": row.route}),
        partial(actions.answer_dispute, dispute=row, by=request.user),
        title=f"答复{row}",
        button="登记答复",
        done="答复已登记。",
        back=_list(row.collective),
        facts=[("提出人", row.raised_by), ("异议事项", row.about)],
        consequences=["答复后不能再改；异议成立的，请另行更正名册。"],
    )


# ------------------------------------------------------------------ representatives


@require_safe
def representatives(request: StaffRequest, pk: int) -> HttpResponse:
    collective = get_collective(request, pk)
    rows = queries.representatives_of(collective)
    women = sum(row.member.person.sex == "female" for row in rows)
    context = {
        "collective": collective,
        "rows": rows,
        "women": women,
        "findings": rules.check_representatives(
            len(rows), women, collective.rulebook_on(timezone.localdate())
        ),
        "may_edit": can(request.user, Permission.ROLL_EDIT, collective),
    }
    return render(request, "ballots/collective/representatives.html", context)


@require_http_methods(BOTH)
def representative_add(request: StaffRequest, pk: int) -> HttpResponse:
    collective = get_collective(request, pk, Permission.ROLL_EDIT)
    return act_page(
        request,
        RepresentativeForm(**typed(request), collective=collective),
        partial(actions.add_representative, collective=collective, by=request.user),
        title="登记成员代表",
        button="登记",
        done="代表已登记。",
        back=reverse("ballots:collective_representatives", args=[pk]),
        help_text="一般每五户至十五户选举代表一人，代表应当多于二十人，并有适当数量的妇女代表。",
    )


@require_http_methods(BOTH)
def representative_end(request: StaffRequest, pk: int) -> HttpResponse:
    rows = Representative.objects.visible_to(request.user)
    row = get_object_or_404(
        rows.select_related("collective__village", "member__person"), pk=pk, revoked_at__isnull=True
    )
    require(request.user, Permission.ROLL_EDIT, row)
    return act_page(
        request,
        ReasonForm(**typed(request)),
        partial(actions.end_representative, representative=row, by=request.user),
        title=f"终止{row}的成员代表资格",
        button="终止",
        done="已终止。",
        back=reverse("ballots:collective_representatives", args=[row.collective_id]),
        danger=True,
    )
