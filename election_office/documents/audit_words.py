"""What the acts of this app are called in the trail."""

from election_office.audit import downloads, presenters

presenters.register(
    {
        "document.issued": "签发公文",
        "document.printed": "生成公文PDF",
        "document.posted": "登记张贴",
        "document.taken_down": "登记撤下",
        "document.posting_voided": "作废张贴登记",
        "document.revoked": "撤销公文",
        "document.copy_kept": "收存张贴稿",
    }
)
presenters.register_targets(
    {"documents.Document": "公文", "documents.Posting": "张贴记录", "documents.NumberSeries": "文号序列"}
)
presenters.register_fields(
    {
        "kind": "种类",
        "number": "文号",
        "title": "标题",
        "sha256": "校验值",
        "pdf_sha256": "PDF校验值",
        "pages": "页数",
        "replaces": "替代的公文",
        "place": "地点",
        "posted_at": "张贴时间",
        "posted_by": "张贴人",
        "copy_sha256": "张贴稿校验值",
        "pictures": "图片",
        "photo_sha256": "照片校验值",
        "taken_down_at": "撤下时间",
        "state": "状态",
    }
)
downloads.register(
    {
        "documents:pdf": ("公文PDF", "documents.Document"),
        "documents:docx": ("公文Word", "documents.Document"),
        "documents:script_pdf": ("播音稿", "documents.Document"),
        "documents:returned_file": ("收存的张贴稿", "documents.ReturnedCopy"),
        "documents:paper_preview": "公文预览稿",
        "documents:number_series_pdf": ("文号登记簿", "documents.NumberSeries"),
    }
)
# The gallery shows invented people; the page for checking without a network tells of nobody.
downloads.register_blank(["documents:gallery_file", "documents:posting_photo", "documents:verify_offline"])
presenters.register_names(
    {
        "documents.Document": ("title",),
        "documents.NumberSeries": ("series", "scope"),
        "documents.Posting": ("document__title", "place_name"),
    }
)
