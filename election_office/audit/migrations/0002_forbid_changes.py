"""On PostgreSQL the database itself refuses to change or delete an audit event.

Row triggers leave TRUNCATE alone: emptying a test database still works, and whoever truncates the
real one is found by ``verify_audit``. SQLite has no TRUNCATE, so there the model and its QuerySet
hold the line and the chain shows the rest.
"""

from django.db import migrations

from election_office.core.migrations_for_all import RunOnEveryDatabase

FORBID = """
CREATE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit events are never changed or deleted' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_event_written_once BEFORE UPDATE OR DELETE ON audit_auditevent
    FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
"""
ALLOW = """
DROP TRIGGER audit_event_written_once ON audit_auditevent;
DROP FUNCTION audit_refuse_change();
"""


def forbid(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(FORBID)


def allow(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(ALLOW)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [RunOnEveryDatabase(forbid, allow)]
