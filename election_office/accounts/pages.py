"""Where the pages of this app are linked."""

from election_office.core.frame import Link, register

register(
    Link("main", "accounts:staff_list", "人员与权限", 110, icon="people", any_of=("staff_manage",)),
    Link("profile", "accounts:profile", "我的账号", 10),
    Link("person", "accounts:password_change", "修改密码", 10),
    Link("typed_keep", "accounts:typed_keep", "保存已填写的内容", 10),
    Link("typed_discard", "accounts:typed_discard", "不要这些内容", 10),
    Link("logout", "accounts:logout", "退出", 10),
)
