from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("voters", "0024_taken_back_by_somebody")]

    operations = [migrations.RenameField("screeningcase", "kept", "remaining")]
