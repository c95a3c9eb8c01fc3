"""What the acts on those who vote for others are called in the audit trail."""

from election_office.audit import presenters

presenters.register({"elector.added": "登记投票代表", "elector.ended": "终止投票代表"})
presenters.register_targets({"voters.Elector": "投票代表"})
