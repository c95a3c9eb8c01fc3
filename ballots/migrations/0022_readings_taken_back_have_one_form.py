from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("ballots", "0021_seal_the_names_of_files")]

    operations = [
        migrations.RemoveConstraint("countentry", "ballots_countentry_once_per_number"),
        migrations.RemoveConstraint("countentry", "ballots_countentry_withdrawn_with_reason"),
        migrations.RenameField("countentry", "withdrawn_at", "revoked_at"),
        migrations.RenameField("countentry", "withdrawn_by", "revoked_by"),
        migrations.RenameField("countentry", "withdrawn_reason", "revoked_reason"),
    ]
