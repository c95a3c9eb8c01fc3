from django.apps import AppConfig

from election_office.core import checks


class CoreConfig(AppConfig):
    name = "election_office.core"
    verbose_name = "公共组件"
    machine_checks = checks  # importing the module registers them
