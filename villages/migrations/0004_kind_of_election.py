from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.utils import timezone


def end_local_words(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Words are no parameter any more: a township's own ones come to an end and stay readable."""
    overlays = apps.get_model("villages", "RuleOverlay")
    overlays.objects.filter(key="vocabulary", ended_at__isnull=True).update(ended_at=timezone.now())


class Migration(migrations.Migration):
    dependencies = [("villages", "0003_committee_roles_as_first_chosen")]

    operations = [
        migrations.RunPython(end_local_words, migrations.RunPython.noop),
        migrations.RemoveConstraint(model_name="election", name="villages_election_one_per_cycle"),
        migrations.AddField(
            model_name="election",
            name="kind",
            field=models.CharField(
                choices=[
                    ("village", "村民委员会选举"),
                    ("community", "社区居民委员会选举"),
                    ("collective", "农村集体经济组织选举"),
                ],
                default="village",
                max_length=12,
                verbose_name="选举种类",
            ),
        ),
        migrations.AddConstraint(
            model_name="election",
            constraint=models.UniqueConstraint(
                fields=["village", "cycle", "kind"],
                name="villages_election_one_per_cycle",
                violation_error_message="在这一届已有同一种选举。",
            ),
        ),
    ]
