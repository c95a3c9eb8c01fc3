"""The door through which accounts leaves its trace.

The audit trail lies above accounts, for it knows who people are. So it registers its ``record``
here when the program starts, and the words for these acts travel the other way.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from django.core.exceptions import ImproperlyConfigured
from django.db import models

from election_office.accounts.models import User

ACTIONS = {
    "login.succeeded": "登录",
    "login.failed": "登录未成功",
    "login.ended": "退出登录",
    "login.ended_elsewhere": "退出本人在别处的登录",
    "staff.created": "新建账号",
    "staff.edited": "修改人员信息",
    "staff.password_reset": "重置密码",
    "staff.password_changed": "修改本人密码",
    "staff.deactivated": "停用账号",
    "staff.reactivated": "恢复账号",
    "second.begun": "启用动态口令",
    "second.passed": "动态口令正确",
    "second.recovered": "用恢复码登录",
    "second.failed": "动态口令不正确",
    "second.codes_renewed": "重新生成恢复码",
    "second.ended": "停用本人的动态口令",
    "second.reset": "重置动态口令",
    "assignment.started": "任命职责",
    "assignment.ended": "结束职责",
}
TARGETS = {"accounts.User": "人员", "accounts.Assignment": "任职"}
NAMES = {"accounts.User": ("name",), "accounts.Assignment": ("user__name", "role")}
FIELDS = {
    "username": "用户名",
    "name": "姓名",
    "phone": "办公电话",
    "role": "职责",
    "area_code": "区划代码",
    "unit": "单位",
    "is_active": "启用",
    "locked": "已锁定",
    "browser": "浏览器",
    "person": "人员",
    "duty": "分管",
    "left": "剩余恢复码",
}


class Recorder(Protocol):
    def __call__(
        self,
        action: str,
        *,
        target: models.Model | str,
        by: User | None,
        area_code: str | None = None,
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
        reason: str = "",
    ) -> object: ...


_recorders: list[Recorder] = []


def register(recorder: Recorder) -> None:
    """Called once by the audit app."""
    _recorders[:] = [recorder]


def record(
    action: str,
    *,
    target: models.Model | str,
    by: User | None,
    area_code: str | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
) -> None:
    """``audit.actions.record``; without an audit app nothing in accounts may happen at all."""
    if not _recorders:
        raise ImproperlyConfigured("Accounts needs the audit app: no act without its trace.")
    _recorders[0](
        action, target=target, by=by, area_code=area_code, before=before, after=after, reason=reason
    )
