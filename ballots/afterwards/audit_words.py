"""What the acts after the result are called in the audit trail."""

from election_office.audit import presenters

presenters.register(
    {
        "handover.item_added": "登记移交事项",
        "handover.item_set": "登记移交情况",
        "handover.item_settled": "登记移交差额解决",
        "handover.measure_taken": "登记催交措施",
        "handover.signed": "登记移交清单签字",
        "handover.signing_undone": "撤回移交清单签字",
        "duty.set": "登记班子成员分工",
        "after_talk.recorded": "登记与离任落选人员谈话",
        "care.given": "登记离任落选关怀",
        "care.undone": "撤回离任落选关怀登记",
        "system.adopted": "登记村级制度",
        "system.ended": "撤下村级制度",
    }
)
presenters.register_targets(
    {
        "ballots.HandoverItem": "移交事项",
        "ballots.HandoverMeasure": "催交措施",
        "ballots.HandoverSigning": "移交签字",
        "ballots.Duty": "分工",
        "ballots.AfterTalk": "离任落选谈话",
        "ballots.Care": "离任落选关怀",
        "ballots.VillageSystem": "村级制度",
    }
)
presenters.register_fields(
    {
        "item": "移交事项",
        "listed": "应移交",
        "handed": "实移交",
        "handed_on": "移交日期",
        "shortfall": "差额或者缺失",
        "settled_on": "差额解决日期",
        "measure": "措施",
        "signed_on": "签字日期",
        "work": "分管工作",
        "paid": "领取报酬",
        "care": "关怀事项",
        "system": "制度",
        "adopted_on": "通过日期",
    }
)
