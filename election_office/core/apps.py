from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules

from election_office.core import checks


class CoreConfig(AppConfig):
    name = "election_office.core"
    verbose_name = "公共组件"
    machine_checks = checks  # importing the module registers them

    def ready(self) -> None:
        # Each app registers its tabs, its entries of the navigation and its links on pages of others.
        autodiscover_modules("pages")
