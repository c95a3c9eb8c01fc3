import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("candidates", "0021_seal_the_names_of_files"),
    ]

    operations = [
        migrations.RemoveConstraint("adoptedclause", "candidates_clause_one_in_force"),
        migrations.RemoveConstraint("adoptedclause", "candidates_clause_withdrawn_with_reason"),
        migrations.RemoveConstraint("exceptionstatement", "candidates_statement_withdrawn_with_reason"),
        migrations.RemoveConstraint("opinion", "candidates_opinion_one_answer"),
        migrations.RemoveConstraint("opinion", "candidates_opinion_one_per_level"),
        migrations.RemoveConstraint("opinion", "candidates_opinion_withdrawn_by_somebody_with_reason"),
        migrations.RemoveConstraint("preselection", "candidates_preselection_one_in_force"),
        migrations.RemoveConstraint("preselection", "candidates_preselection_cancelled_with_reason"),
        migrations.RemoveConstraint("nominationreading", "candidates_nominationreading_once_per_number"),
        migrations.RemoveConstraint(
            "nominationreading", "candidates_nominationreading_withdrawn_with_reason"
        ),
        migrations.RemoveConstraint("partyreading", "candidates_partyreading_once_per_number"),
        migrations.RemoveConstraint("partyreading", "candidates_partyreading_withdrawn_with_reason"),
        migrations.RenameField("nominationreading", "withdrawn_at", "revoked_at"),
        migrations.RenameField("nominationreading", "withdrawn_by", "revoked_by"),
        migrations.RenameField("nominationreading", "withdrawn_reason", "revoked_reason"),
        migrations.RenameField("partyreading", "withdrawn_at", "revoked_at"),
        migrations.RenameField("partyreading", "withdrawn_by", "revoked_by"),
        migrations.RenameField("partyreading", "withdrawn_reason", "revoked_reason"),
        migrations.RenameField("opinion", "withdrawn_at", "revoked_at"),
        migrations.RenameField("opinion", "withdrawn_by", "revoked_by"),
        migrations.RenameField("opinion", "withdrawn_reason", "revoked_reason"),
        migrations.RenameField("adoptedclause", "withdrawn_at", "revoked_at"),
        migrations.RenameField("adoptedclause", "withdrawn_reason", "revoked_reason"),
        migrations.RenameField("exceptionstatement", "withdrawn_at", "revoked_at"),
        migrations.RenameField("exceptionstatement", "withdrawn_reason", "revoked_reason"),
        migrations.RenameField("preselection", "place", "place_held"),
        migrations.RenameField("preselection", "cancelled_reason", "revoked_reason"),
        migrations.AddField(
            model_name="adoptedclause",
            name="revoked_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="撤销人",
            ),
        ),
        migrations.AddField(
            model_name="exceptionstatement",
            name="revoked_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="撤销人",
            ),
        ),
        migrations.AddField(
            model_name="preselection",
            name="revoked_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="撤销时间"),
        ),
        migrations.AddField(
            model_name="preselection",
            name="revoked_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="撤销人",
            ),
        ),
    ]
