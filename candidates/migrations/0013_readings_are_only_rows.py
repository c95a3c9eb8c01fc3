from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("candidates", "0012_fill_the_rows_of_readings")]

    operations = [
        migrations.RemoveField(
            model_name="nominationplan",
            name="by_ballot",
        ),
        migrations.RemoveField(
            model_name="nominationplan",
            name="by_joint",
        ),
        migrations.RemoveField(
            model_name="nominationplan",
            name="by_party",
        ),
        migrations.RemoveField(
            model_name="nominationplan",
            name="by_self",
        ),
        migrations.RemoveField(
            model_name="nominationplan",
            name="places",
        ),
        migrations.RemoveField(
            model_name="nominationplan",
            name="policy_seats",
        ),
        migrations.RemoveField(
            model_name="nominationsheet",
            name="agreed",
        ),
        migrations.RemoveField(
            model_name="nominationsheet",
            name="first",
        ),
        migrations.RemoveField(
            model_name="nominationsheet",
            name="second",
        ),
        migrations.RemoveField(
            model_name="partycount",
            name="agreed",
        ),
        migrations.RemoveField(
            model_name="partycount",
            name="first",
        ),
        migrations.RemoveField(
            model_name="partycount",
            name="second",
        ),
        migrations.RemoveField(
            model_name="preselection",
            name="votes",
        ),
        migrations.RemoveField(
            model_name="preselection",
            name="written_in",
        ),
        migrations.AddConstraint(
            model_name="nominationsheet",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("first_by", models.F("second_by")), _negated=True),
                    models.Q(("third_by", models.F("first_by")), _negated=True),
                    models.Q(("third_by", models.F("second_by")), _negated=True),
                ),
                name="candidates_nominationsheet_read_by_different_people",
                violation_error_message="几次录入须由不同的人进行。",
            ),
        ),
        migrations.AddConstraint(
            model_name="nominationsheet",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("first_by__isnull", True),
                        ("second_by__isnull", True),
                        ("state", "open"),
                        ("third_by__isnull", True),
                    ),
                    models.Q(
                        ("first_by__isnull", False),
                        ("second_by__isnull", True),
                        ("state", "first"),
                        ("third_by__isnull", True),
                    ),
                    models.Q(
                        ("first_by__isnull", False),
                        ("second_by__isnull", False),
                        ("state__in", ["differs", "third"]),
                        ("third_by__isnull", True),
                    ),
                    models.Q(
                        ("first_by__isnull", False),
                        ("second_by__isnull", False),
                        ("state", "split"),
                        ("third_by__isnull", False),
                    ),
                    models.Q(("first_by__isnull", False), ("second_by__isnull", False), ("state", "agreed")),
                    _connector="OR",
                ),
                name="candidates_nominationsheet_state_names_its_readers",
                violation_error_message="计票单的状态与录入人不符。",
            ),
        ),
        migrations.AddConstraint(
            model_name="nominationsheet",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("counts", 1), models.Q(("counts__in", [2, 3]), ("state", "agreed")), _connector="OR"
                ),
                name="candidates_nominationsheet_counts_a_reading",
                violation_error_message="只能采用已有的一次录入。",
            ),
        ),
        migrations.AddConstraint(
            model_name="nominationsheet",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("settled_by", ""), ("settled_reason", "")),
                    models.Q(
                        ("state", "agreed"),
                        ("third_by__isnull", False),
                        models.Q(("settled_by", ""), _negated=True),
                        models.Q(("settled_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="candidates_nominationsheet_settled_by_name_and_reason",
                violation_error_message="认定采用哪一次录入，须写明认定人和理由。",
            ),
        ),
        migrations.AddConstraint(
            model_name="partycount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("first_by", models.F("second_by")), _negated=True),
                    models.Q(("third_by", models.F("first_by")), _negated=True),
                    models.Q(("third_by", models.F("second_by")), _negated=True),
                ),
                name="candidates_partycount_read_by_different_people",
                violation_error_message="几次录入须由不同的人进行。",
            ),
        ),
        migrations.AddConstraint(
            model_name="partycount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("first_by__isnull", True),
                        ("second_by__isnull", True),
                        ("state", "open"),
                        ("third_by__isnull", True),
                    ),
                    models.Q(
                        ("first_by__isnull", False),
                        ("second_by__isnull", True),
                        ("state", "first"),
                        ("third_by__isnull", True),
                    ),
                    models.Q(
                        ("first_by__isnull", False),
                        ("second_by__isnull", False),
                        ("state__in", ["differs", "third"]),
                        ("third_by__isnull", True),
                    ),
                    models.Q(
                        ("first_by__isnull", False),
                        ("second_by__isnull", False),
                        ("state", "split"),
                        ("third_by__isnull", False),
                    ),
                    models.Q(("first_by__isnull", False), ("second_by__isnull", False), ("state", "agreed")),
                    _connector="OR",
                ),
                name="candidates_partycount_state_names_its_readers",
                violation_error_message="计票单的状态与录入人不符。",
            ),
        ),
        migrations.AddConstraint(
            model_name="partycount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("counts", 1), models.Q(("counts__in", [2, 3]), ("state", "agreed")), _connector="OR"
                ),
                name="candidates_partycount_counts_a_reading",
                violation_error_message="只能采用已有的一次录入。",
            ),
        ),
        migrations.AddConstraint(
            model_name="partycount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("settled_by", ""), ("settled_reason", "")),
                    models.Q(
                        ("state", "agreed"),
                        ("third_by__isnull", False),
                        models.Q(("settled_by", ""), _negated=True),
                        models.Q(("settled_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="candidates_partycount_settled_by_name_and_reason",
                violation_error_message="认定采用哪一次录入，须写明认定人和理由。",
            ),
        ),
        migrations.AddConstraint(
            model_name="partycount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("declared_by__isnull", True), ("declared_on__isnull", True)),
                    models.Q(
                        ("declared_by__isnull", False),
                        ("declared_on__isnull", False),
                        ("kind", "meeting"),
                        ("state", "agreed"),
                    ),
                    _connector="OR",
                ),
                name="candidates_party_count_declared_once_agreed",
            ),
        ),
    ]
