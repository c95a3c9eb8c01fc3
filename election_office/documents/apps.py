from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class DocumentsConfig(AppConfig):
    name = "election_office.documents"
    verbose_name = "公文"

    def ready(self) -> None:
        # Each app above registers the papers it issues.
        autodiscover_modules("documents")
