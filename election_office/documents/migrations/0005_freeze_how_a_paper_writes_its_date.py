from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0004_seal_facts_with_numbers"),
    ]

    operations = [
        # Papers issued until now carry Chinese numerals and keep them; new ones say it themselves.
        migrations.AddField(
            model_name="document",
            name="chinese_date",
            field=models.BooleanField(default=True, editable=False, verbose_name="成文日期用汉字数字"),
        ),
        migrations.AlterField(
            model_name="document",
            name="chinese_date",
            field=models.BooleanField(default=False, editable=False, verbose_name="成文日期用汉字数字"),
        ),
        migrations.AddField(
            model_name="document",
            name="verify_place",
            field=models.CharField(blank=True, editable=False, max_length=40, verbose_name="查验地点"),
        ),
    ]
