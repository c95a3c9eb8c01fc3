"""Half-hidden numbers in old events are sealed: what an event says, and so its hash, stays the same."""

import json

from django.db import migrations

from election_office.core.fields import EncryptedJSONField, EncryptedTextField, holds_numbers

SWITCH = "ALTER TABLE audit_auditevent {} TRIGGER audit_event_written_once"


def seal(apps, schema_editor):
    connection = schema_editor.connection
    guarded = connection.vendor == "postgresql"
    if guarded:
        schema_editor.execute(SWITCH.format("DISABLE"))
    events = apps.get_model("audit", "AuditEvent").objects.using(connection.alias)
    last = 0
    while rows := list(events.filter(pk__gt=last).order_by("pk").only("before", "after", "reason")[:2000]):
        for event in rows:
            texts = (
                event.reason,
                *(json.dumps(one, ensure_ascii=False) for one in (event.before, event.after)),
            )
            if any(map(holds_numbers, texts)):
                # Writing a field is what seals it.
                event.save(update_fields=["before", "after", "reason"])
        last = rows[-1].pk
    if guarded:
        schema_editor.execute(SWITCH.format("ENABLE"))


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_forbid_changes")]

    operations = [
        migrations.AlterField(
            model_name="auditevent",
            name="before",
            field=EncryptedJSONField(default=dict, only_numbers=True, verbose_name="变更前"),
        ),
        migrations.AlterField(
            model_name="auditevent",
            name="after",
            field=EncryptedJSONField(default=dict, only_numbers=True, verbose_name="变更后"),
        ),
        migrations.AlterField(
            model_name="auditevent",
            name="reason",
            field=EncryptedTextField(blank=True, only_numbers=True, verbose_name="理由"),
        ),
        migrations.RunPython(seal, migrations.RunPython.noop, elidable=True),
    ]
