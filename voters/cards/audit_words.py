"""What the acts on cards and the printing of papers are called in the audit trail."""

from election_office.audit import presenters

presenters.register(
    {
        "cards.issued": "制发选民证",
        "cards.printed": "打印选民证",
        "cards.handed_over": "登记发放选民证",
        "card.reprinted": "补发选民证",
        "card.withdrawn": "作废选民证",
        "roll.book_printed": "打印名册用纸",
    }
)
presenters.register_targets({"voters.Card": "选民证"})
presenters.register_fields(
    {
        "cards": "证件张数",
        "void_cards": "作废张数",
        "printed_again": "其中再次打印",
        "edition": "第几次制发",
        "paper_title": "纸样",
        "pages": "页数",
        "rows": "人数",
    }
)
