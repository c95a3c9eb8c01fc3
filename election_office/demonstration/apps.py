from django.apps import AppConfig


class DemonstrationConfig(AppConfig):
    name = "election_office.demonstration"
    verbose_name = "演示数据"
