"""What the acts of archiving are called in the audit trail."""

from election_office.audit import downloads, presenters

presenters.register(
    {
        "archive.made": "选举材料归档",
        "archive.township_made": "全镇选举材料归档",
        "archive.boxes_set": "设定档案盒次序",
        "archive.downloaded": "下载选举档案",
        "holding.recorded": "登记原件",
        "holding.revoked": "撤回原件登记",
        "holding.destroyed": "登记原件销毁",
    }
)
presenters.register_targets(
    {
        "archive.Archive": "选举档案",
        "archive.TownshipArchive": "全镇选举档案",
        "archive.BoxOrder": "档案盒次序",
        "archive.Holding": "原件",
        "archive.Destruction": "销毁记录",
    }
)
presenters.register_fields(
    {
        "box_order": "档案盒次序",
        "order_number": "第几版",
        "files": "文件数",
        "missing": "缺少项数",
        "manifest_sha256": "清单校验值",
        "with_passphrase": "用口令加密",
        "pieces": "件数",
        "keeper": "保管人",
        "kept_at": "存放地点",
        "sealed_on": "封存日期",
        "destroyed_on": "销毁日期",
        "approval": "批准文号",
        "witnesses": "监销人",
    }
)
# The act of downloading an archive leaves its own trace.
downloads.register_blank(["archive:download", "archive:township_download"])
presenters.register_names(
    {
        "archive.Archive": ("election__village__name",),
        "archive.BoxOrder": ("county__name",),
        "archive.Destruction": ("holding__what",),
        "archive.Holding": ("election__village__name", "what"),
        "archive.TownshipArchive": ("cycle__township__name",),
    }
)
