from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    name = "election_office.archive"
    verbose_name = "归档"
