from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "election_office.core"
    verbose_name = "公共组件"
