from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    name = "election_office.jobs"
    verbose_name = "后台任务"

    def ready(self) -> None:
        # The web process must know every kind as well as the worker does.
        autodiscover_modules("tasks")
