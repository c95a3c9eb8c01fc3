"""The same import written with django-import-export, as its documentation has it done."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from import_export import fields, resources
from import_export.instance_loaders import CachedInstanceLoader, ModelInstanceLoader

from election_office.core.idnumbers import IdNumberError, parse_id_number
from election_office.law.dates import is_of_age
from villages import numbers
from villages.models import Person
from voters.models import Registration

SEXES = {"男": "male", "女": "female"}
BATCH = 1_000


class RollResource(resources.ModelResource):
    """A row becomes a person, found again by the keyed hash, and a registration in the election.

    Checks: the number's check character, its date and sex against the columns, the age on the election
    day, the number twice in the file, the person on another roll.
    """

    # The column before_import_row adds; the number itself is never a column of the model.
    id_hash = fields.Field(attribute="id_hash", column_name="id_hash")
    household = fields.Field(attribute="household", column_name="户号")
    address = fields.Field(attribute="address", column_name="住址")

    class Meta:
        model = Person
        import_id_fields = ("id_hash",)
        fields = ("id_hash", "household", "address")

    def __init__(self, *, election: Any, by: Any) -> None:
        super().__init__()
        self.election, self.by = election, by
        self.groups = {group.number: group for group in election.village.groups.all()}
        self.book = election.rulebook
        self.seen: set[str] = set()
        self.waiting: list[tuple[Person, Any]] = []

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        # The loader of known instances reads this column of the whole file at once.
        dataset.append_col(
            [numbers.fingerprint(str(value).strip()) for value in dataset["公民身份号码"]], header="id_hash"
        )

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        try:
            identity = parse_id_number(str(row["公民身份号码"]))
        except IdNumberError as error:
            raise ValidationError(error.message) from error
        if identity.value in self.seen:
            raise ValidationError("身份证号在文件中重复。")
        self.seen.add(identity.value)
        if SEXES.get(row["性别"]) != identity.sex:
            raise ValidationError("性别与身份证号不一致。")
        if dt.date.fromisoformat(str(row["出生日期"])) != identity.birth_date:
            raise ValidationError("出生日期与身份证号不一致。")
        if not is_of_age(
            identity.birth_date,
            self.election.election_day,
            self.book.value("voting_age"),
            birthday_counts=self.book.value("birthday_on_election_day"),
        ):
            raise ValidationError("不满法定年龄。")
        if self._is_elsewhere(row["id_hash"]):
            raise ValidationError("已在其他村登记。")
        row["identity"] = identity

    def import_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        super().import_instance(instance, row, **kwargs)
        identity = row["identity"]
        instance.village_id = self.election.village_id
        instance.group = self._group(row)
        instance.sex, instance.birth_date = identity.sex, identity.birth_date
        instance.set_name(row["姓名"])
        instance.set_id_number(identity.value)
        instance.set_phone(str(row["联系电话"]))

    def _is_elsewhere(self, id_hash: str) -> bool:
        rows = Registration.objects.registered().filter(person__id_hash=id_hash)
        return rows.exclude(election=self.election).exists()

    def _group(self, row: Any) -> Any:
        return self.groups[int(row["村民小组"].strip("第组"))]

    def _registration(self, person: Any, row: Any) -> Registration:
        return Registration(
            election=self.election,
            cycle_id=self.election.cycle_id,
            person=person,
            group=person.group,
            roll_class="A",
            hukou_here=row["户籍在本村"] == "是",
            lives_here=row["在本村居住"] == "是",
            entered_by=self.by,
        )


class RowByRow(RollResource):
    """As it comes: a query and a save for each row, a diff for the page that shows the dry run."""

    class Meta(RollResource.Meta):
        instance_loader_class = ModelInstanceLoader

    def after_save_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        self._registration(instance, row).save()


class InBulk(RollResource):
    """Its fastest documented way: bulk writing, known people read at once, no diff.

    The rolls of other villages are asked once for the whole file.
    """

    class Meta(RollResource.Meta):
        instance_loader_class = CachedInstanceLoader
        use_bulk = True
        batch_size = BATCH
        skip_diff = True
        skip_html_diff = True

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        super().before_import(dataset, **kwargs)
        others = Registration.objects.registered().exclude(election=self.election)
        self.elsewhere = set(others.values_list("person__id_hash", flat=True))

    def _is_elsewhere(self, id_hash: str) -> bool:
        return id_hash in self.elsewhere

    def after_save_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        self.waiting.append((instance, row))

    def bulk_create(self, using_transactions: bool, dry_run: bool, *args: Any, **kwargs: Any) -> None:
        super().bulk_create(using_transactions, dry_run, *args, **kwargs)
        made = [self._registration(person, row) for person, row in self.waiting]
        Registration.objects.bulk_create(made, batch_size=BATCH)
        self.waiting.clear()


def resource_class(*, bulk: bool) -> type[RollResource]:
    return InBulk if bulk else RowByRow
