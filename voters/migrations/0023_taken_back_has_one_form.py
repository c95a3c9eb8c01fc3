from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("voters", "0022_seal_the_names_of_files")]

    operations = [
        migrations.RemoveConstraint("card", "voters_card_one_in_force"),
        migrations.RemoveConstraint("card", "voters_card_void_at_by_and_why_together"),
        migrations.RemoveIndex("card", "voters_card_by_number"),
        migrations.RenameField("card", "void_at", "revoked_at"),
        migrations.RenameField("card", "void_by", "revoked_by"),
        migrations.RenameField("card", "void_reason", "revoked_reason"),
        migrations.RemoveConstraint("proxy", "voters_proxy_revoked_at_by_and_why_together"),
    ]
