from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("candidates", "0004_party_branch")]

    operations = [
        migrations.AddField(
            model_name="partyplan",
            name="prepared_reason",
            field=models.CharField(
                blank=True, max_length=120, verbose_name="预备人选与方案不一致的，乡镇党委的意见"
            ),
        )
    ]
