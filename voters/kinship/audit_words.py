"""What the acts on relations of a roll file are called in the audit trail."""

from election_office.audit import presenters

presenters.register(
    {
        "roll.kinship_declared": "登记名册中的亲属关系",
        "roll.kinship_declined": "名册中的亲属关系核对后不登记",
    }
)
presenters.register_targets({"voters.KinshipOffer": "名册中的亲属关系"})
