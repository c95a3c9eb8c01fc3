"""Every chain of before ends with a last link tied without a key; the keyed chain begins from that one.

From here on a link can only be made with the trail's key, and what lies before is held by the first of them.
"""

from django.db import migrations
from django.utils import timezone

from election_office.audit.chain import digest, unkeyed_digest

STEPS = (("audit.closed", unkeyed_digest), ("audit.keyed", digest))


def close(apps, schema_editor):
    alias = schema_editor.connection.alias
    event_model = apps.get_model("audit", "AuditEvent")
    heads = apps.get_model("audit", "AuditHead").objects.using(alias)
    for head in heads.exclude(number=0).order_by("area_code").iterator(chunk_size=500):
        for action, hashed in STEPS:
            event = event_model(
                area_code=head.area_code,
                number=head.number + 1,
                at=timezone.now(),
                action=action,
                actor="系统",
                target="操作留痕",
                before={},
                after={},
                previous_hash=head.hash,
            )
            event.hash = hashed(event)
            event.save(force_insert=True, using=alias)
            head.number, head.hash = event.number, event.hash
        head.save(update_fields=["number", "hash"])


class Migration(migrations.Migration):
    dependencies = [("audit", "0004_keyed_chain_and_checkpoints")]

    operations = [migrations.RunPython(close, migrations.RunPython.noop, elidable=True)]
