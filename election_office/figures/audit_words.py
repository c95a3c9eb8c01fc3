"""What the trail calls the acts and rows of this package."""

from election_office.audit import downloads, presenters

presenters.register(
    {
        "figures.counted": "重新统计数字",
        "last_polling.set": "登记上届投票情况",
        "target.set": "设定班子结构目标",
        "report.asked": "要求乡镇上报",
        "report.urged": "催报",
        "report.answered": "向县上报",
        "report.sent_back": "退回上报",
        "summary.drafted": "起草换届总结",
        "summary.edited": "修改换届总结",
        "summary.refreshed": "更新总结里的数字",
    }
)
presenters.register_targets(
    {
        "figures.Target": "结构目标",
        "figures.LastPolling": "上届投票情况",
        "figures.ReportAsk": "要求上报的事项",
        "figures.ReportAnswer": "乡镇上报",
        "figures.SummaryDraft": "换届总结",
    }
)
presenters.register_fields({"villages": "村数", "key": "项目", "townships": "乡镇数", "due_on": "期限"})
downloads.register(
    {
        "figures:export": "换届统计",
        "figures:print": "换届统计",
        "figures:summary_word": "换届总结",
        "figures:sent_file": ("上报的附件", "figures.ReportAnswer"),
    }
)
presenters.register_names(
    {
        "figures.LastPolling": ("election__village__name",),
        "figures.ReportAnswer": ("due__ask__title", "due__township__name"),
        "figures.ReportAsk": ("title",),
        "figures.SummaryDraft": ("ordinal",),
        "figures.Target": ("paper_number",),
    }
)
