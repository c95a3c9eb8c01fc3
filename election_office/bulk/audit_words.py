"""What the acts of making in bulk are called in the audit trail."""

from election_office.audit import downloads, presenters

presenters.register(
    {
        "bulk.ordered": "批量制发",
        "bulk.tried_again": "重办没有办成的",
        "bulk.packed": "批量制发打包",
        "bulk.downloaded": "下载批量制发的压缩包",
    }
)
presenters.register_targets({"bulk.Batch": "批量制发", "bulk.Item": "批量制发的一件"})
presenters.register_fields({"items": "件数"})
downloads.register_blank(["bulk:download"])  # its act leaves the trace
presenters.register_names(
    {
        "bulk.Batch": ("cycle__township__name", "what"),
        "bulk.Item": ("title",),
    }
)
