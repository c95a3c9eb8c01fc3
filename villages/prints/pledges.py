"""The papers that everybody concerned signs: duty (village), promise (nominees), guarantee (workers)."""

from __future__ import annotations

from election_office.documents.paper import Paper, Para, Signatures
from election_office.law.dates import cn_date
from villages.shelf.register import FormFacts, Phase, form, register, titled


def duty(facts: FormFacts) -> Paper:
    words = facts.words
    return Paper(
        title=titled(facts),
        blocks=(
            Para(
                f"为做好{facts.village}{facts.term}{words.election}工作，{facts.township}与{facts.village}签订本责任书。"
            ),
            Para(
                f"一、{words.secretary}是本次换届的第一责任人，{words.body}{words.chair}和{words.committee}{words.chair}各负其责。"
            ),
            Para(
                f"二、按批准的方案办理每一个步骤，选举日为{cn_date(facts.day)}，不得擅自提前、推迟或者减少步骤。"
            ),
            Para("三、应当公布的按期公布，应当由会议决定的不由个人决定，名单、票数、结果如实填报。"),
            Para(
                f"四、听取并登记{words.people}的意见，按期答复，"
                f"重大情况当日报告{facts.office or facts.township}。"
            ),
            Para("五、选举材料和选票完整归档，不得涂改、销毁。"),
            Para("本责任书一式两份，双方各存一份。"),
            Signatures((f"{facts.township}（盖章）", f"{facts.village}负责人", "签订日期", ""), per_line=2),
        ),
    )


def promise(facts: FormFacts) -> Paper:
    words = facts.words
    return Paper(
        title=titled(facts),
        blocks=(
            Para(f"{facts.committee}：", indent=False),
            Para(f"本人　　　　　　自愿参加{facts.village}{facts.term}{words.election}，作出以下承诺："),
            Para("一、所填个人情况、简历和亲属关系真实，没有法律规定不得作为候选人的情形。"),
            Para("二、不用金钱、财物、宴请或者许诺换取选票，不威胁、不欺骗，不干扰他人投票。"),
            Para("三、只在选举委员会组织的活动中介绍自己，选举日不从事竞职活动。"),
            Para(
                f"四、尊重选举结果；当选后依法履职，办理{words.affairs}公开，接受监督；没有当选的，支持新一届工作。"
            ),
            Para("五、违反以上承诺的，接受依法处理，已经当选的接受当选无效的决定。"),
            Signatures(("承诺人签名", "日期", "收表人", "收到日期"), per_line=2),
        ),
    )


def guarantee(facts: FormFacts) -> Paper:
    words = facts.words
    return Paper(
        title=titled(facts),
        blocks=(
            Para(f"本人参加{facts.village}{facts.term}{words.election}工作，保证做到："),
            Para("一、按培训的规则办理登记、发票、监票、唱票、计票，不懂的先问，不自作主张。"),
            Para("二、不暗示、不代替他人写票；代写只按本人意愿，代写内容不对外说。"),
            Para(f"三、不泄露{words.people}的身份证号、电话和投票意向，名册用后交回。"),
            Para("四、与候选人有应当回避的亲属关系的，主动提出回避。"),
            Para("五、发现违反规定的情况，当场制止并报告。"),
            Signatures(("保证人签名", "岗位", "日期"), per_line=3),
        ),
    )


register(
    form(
        "villages.duty_letter",
        "工作责任书",
        "乡镇与村签订，换届开始时签。",
        Phase.COMMITTEE,
        duty,
    ),
    form("villages.worker_guarantee", "工作人员保证书", "每名工作人员上岗前签。", Phase.POLL, guarantee),
    form(
        "villages.nominee_promise",
        "参选人员承诺书",
        "每名初步候选人和自荐人签，存档。",
        Phase.CANDIDATES,
        promise,
    ),
)
