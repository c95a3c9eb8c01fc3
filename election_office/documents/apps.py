from django.apps import AppConfig
from django.core import checks
from django.utils.module_loading import autodiscover_modules


class DocumentsConfig(AppConfig):
    name = "election_office.documents"
    verbose_name = "公文"

    def ready(self) -> None:
        from election_office.documents.checks import (  # noqa: PLC0415 -- needs the app registry
            check_fonts,
            check_subsetter,
        )

        checks.register(check_fonts)
        checks.register(check_subsetter)
        autodiscover_modules("documents")
