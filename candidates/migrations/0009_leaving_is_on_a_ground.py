from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("candidates", "0008_fill_the_grounds_of_leaving")]

    operations = [
        migrations.AddConstraint(
            model_name="candidate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "struck"), models.Q(("left_ground", ""), _negated=True)),
                    models.Q(models.Q(("state", "struck"), _negated=True), ("left_ground", "")),
                    _connector="OR",
                ),
                name="candidates_candidate_struck_on_a_ground",
                violation_error_message="取消资格须写明属于哪一种情形。",
            ),
        ),
        migrations.AddConstraint(
            model_name="nominee",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("left_on__isnull", True),
                        ("left_reason", ""),
                        ("state__in", ["nominated", "accepted"]),
                    ),
                    models.Q(
                        ("left_on__isnull", False),
                        ("state__in", ["refused", "withdrawn", "dropped", "objected", "barred"]),
                        models.Q(("left_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="candidates_nominee_left_with_reason",
                violation_error_message="退出的人选须有日期和原因。",
            ),
        ),
        migrations.AddConstraint(
            model_name="nominee",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state__in", ["dropped", "objected", "barred"]),
                        models.Q(("left_ground", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("state__in", ["dropped", "objected", "barred"]), _negated=True),
                        ("left_ground", ""),
                    ),
                    _connector="OR",
                ),
                name="candidates_nominee_taken_off_on_a_ground",
                violation_error_message="取消人选须写明属于哪一种情形。",
            ),
        ),
    ]
