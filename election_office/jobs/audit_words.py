from election_office.audit import downloads, presenters

presenters.register(
    {
        "job.submitted": "提交后台任务",
        "job.retried": "重试后台任务",
        "job.requeued": "后台任务中断后自动重新排队",
    }
)
presenters.register_targets({"jobs.Job": "后台任务"})
presenters.register_fields(
    {"kind": "类别", "title": "名称", "state": "状态", "attempts": "次数", "error": "未完成的原因"}
)
downloads.register({"jobs:download": ("后台任务生成的文件", "jobs.Job")})
presenters.register_names(
    {
        "jobs.Job": ("title",),
    }
)
