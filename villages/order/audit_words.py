"""What the exceptions of the order are called in the audit trail."""

from election_office.audit import presenters

presenters.register({"order.excepted": "例外办理：期限未满先行办理"})
presenters.register_targets({"villages.OrderException": "例外办理"})
presenters.register_fields({"words": "事项", "paper_number": "文号", "decided_on": "决定日期"})
