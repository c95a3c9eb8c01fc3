from django.db import migrations

OLD = {
    "batch": "withdrawn",
    "marking": "withdrawn",
    "ruling": "withdrawn",
    "namemerge": "withdrawn",
    "call": "withdrawn",
    "result": "superseded",
    "stockmovement": "struck",
    "handout": "undone",
}


class Migration(migrations.Migration):
    dependencies = [("ballots", "0023_readings_taken_back_by_somebody")]

    operations = [
        migrations.RemoveConstraint("batch", "ballots_batch_one_open"),
        migrations.RemoveConstraint("batch", "ballots_batch_withdrawn_with_who_and_why"),
        migrations.RemoveConstraint("marking", "ballots_marking_withdrawn_with_who_and_why"),
        migrations.RemoveConstraint("ruling", "ballots_ruling_one_per_ballot"),
        migrations.RemoveConstraint("ruling", "ballots_ruling_withdrawn_with_who_and_why"),
        migrations.RemoveConstraint("namemerge", "ballots_name_merge_once_per_name"),
        migrations.RemoveConstraint("namemerge", "ballots_name_merge_withdrawn_with_who_and_why"),
        migrations.RemoveConstraint("call", "ballots_call_withdrawn_with_who_and_why"),
        migrations.RemoveConstraint("result", "ballots_result_one_in_force"),
        migrations.RemoveConstraint("result", "ballots_result_superseded_with_who_and_why"),
        migrations.RemoveConstraint("stockmovement", "ballots_stock_struck_with_who_and_why"),
        migrations.RemoveConstraint("handout", "ballots_handout_one_per_right"),
        migrations.RemoveConstraint("handout", "ballots_handout_undone_with_who_and_why"),
        migrations.RemoveIndex("handout", "ballots_handout_by_box"),
        *[
            migrations.RenameField(model, f"{old}_{part}", f"revoked_{part}")
            for model, old in OLD.items()
            for part in ("at", "by", "reason")
        ],
    ]
