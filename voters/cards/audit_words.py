"""What the acts on cards and the printing of papers are called in the audit trail."""

from election_office.audit import presenters
from election_office.law.words import GENERAL

presenters.register(
    {
        "cards.issued": f"制发{GENERAL.card}",
        "cards.printed": f"打印{GENERAL.card}",
        "cards.handed_over": f"登记发放{GENERAL.card}",
        "card.reprinted": f"补发{GENERAL.card}",
        "card.withdrawn": f"作废{GENERAL.card}",
        "roll.book_printed": "打印名册用纸",
    }
)
presenters.register_targets({"voters.Card": GENERAL.card})
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
