"""What the acts on the 选举办法 are called in the audit trail."""

from election_office.audit import presenters

presenters.register(
    {
        "method.drafted": "起草选举办法",
        "method.text_edited": "修改选举办法正文",
        "method.value_set": "写入选举办法取值",
        "method.value_dropped": "去掉选举办法取值",
        "method.passed": "登记会议通过选举办法",
        "method.revoked": "撤回选举办法",
    }
)
presenters.register_targets({"villages.Method": "选举办法", "villages.MethodValue": "选举办法取值"})
presenters.register_fields({"edition": "版次", "articles": "条数", "values": "写明的取值"})
