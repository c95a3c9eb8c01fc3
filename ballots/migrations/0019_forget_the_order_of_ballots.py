"""Agreed sheets of before keep how many of each ballot were read, and no longer in which order or when."""

from collections import Counter, defaultdict

from django.db import migrations, models
from django.utils import timezone

# The column of this time. A test runs the same with the models of today, where it has another name.
TAKEN_BACK = "withdrawn_at"


def forget(apps, schema_editor):
    sheets = apps.get_model("ballots", "CountSheet").objects
    Batch = apps.get_model("ballots", "Batch")
    Marking = apps.get_model("ballots", "Marking")
    Call = apps.get_model("ballots", "Call")
    Marking.objects.filter(**{f"batch__{TAKEN_BACK}__isnull": False}).delete()
    read = set(Batch.objects.values_list("sheet", flat=True)) | set(
        Call.objects.values_list("sheet", flat=True)
    )
    for sheet in sheets.filter(state="agreed", pk__in=read).order_by("pk").iterator():
        day = timezone.localtime(sheet.updated_at).replace(hour=0, minute=0, second=0, microsecond=0)
        readers = defaultdict(list)
        for batch in Batch.objects.filter(sheet=sheet, **{f"{TAKEN_BACK}__isnull": True}).order_by("pk"):
            readers[batch.entered_by_id].append(batch)
        for batches in readers.values():
            merge(Marking, batches, day)
        called = list(
            Call.objects.filter(sheet=sheet, **{f"{TAKEN_BACK}__isnull": True}).order_by(
                "cell", "called_by", "pk"
            )
        )
        Call.objects.filter(sheet=sheet).delete()
        Call.objects.bulk_create(
            Call(sheet=sheet, cell=call.cell, called_by_id=call.called_by_id, token=f"sum-{number}")
            for number, call in enumerate(called)
        )
        Call.objects.filter(sheet=sheet).update(created_at=day, updated_at=day)


def merge(Marking, batches, day):
    sums, of_batch = Counter(), Counter()
    for line in Marking.objects.filter(batch__in=batches, **{f"{TAKEN_BACK}__isnull": True}):
        sums[line.kind, tuple(sorted(line.marks)), line.label] += line.copies
        of_batch[line.batch_id] += line.copies
    for batch in batches:
        batch.copies = of_batch[batch.pk]
        batch.save(update_fields=["copies"])
    Marking.objects.filter(batch__in=batches).delete()
    rows = [(pattern, min(rest, 1000)) for pattern in sorted(sums) for rest in range(sums[pattern], 0, -1000)]
    Marking.objects.bulk_create(
        Marking(
            batch=batches[0], kind=kind, marks=list(marks), label=label, copies=copies, token=f"sum-{number}"
        )
        for number, ((kind, marks, label), copies) in enumerate(rows)
    )
    Marking.objects.filter(batch__in=batches).update(created_at=day, updated_at=day)


class Migration(migrations.Migration):
    dependencies = [("ballots", "0018_appeal_against_who_does_not_hand_over")]

    operations = [
        migrations.AddField(
            model_name="batch",
            name="copies",
            field=models.PositiveSmallIntegerField(
                blank=True, editable=False, null=True, verbose_name="录入张数"
            ),
        ),
        migrations.RunPython(forget, migrations.RunPython.noop),
    ]
