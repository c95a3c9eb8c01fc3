from django.apps import AppConfig


class PracticeConfig(AppConfig):
    name = "election_office.practice"
    verbose_name = "演练"
