"""What the acts of this package are called in the audit trail."""

from election_office.audit import presenters

presenters.register({"retention.deleted": "按保存期限删除文件"})
