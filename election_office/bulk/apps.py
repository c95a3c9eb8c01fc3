from django.apps import AppConfig


class BulkConfig(AppConfig):
    name = "election_office.bulk"
    verbose_name = "批量制发"
