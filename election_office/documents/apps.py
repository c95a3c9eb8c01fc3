from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class DocumentsConfig(AppConfig):
    name = "election_office.documents"
    verbose_name = "公文"

    def ready(self) -> None:
        from election_office.audit import evidence  # noqa: PLC0415 -- models are not loaded before
        from election_office.documents import notice, numbering  # noqa: F401, PLC0415 -- it registers its print
        from election_office.documents.truth import frozen, watch  # noqa: PLC0415 -- the same

        # Each app above registers its papers: a file each in notices/, the older ones in documents.
        autodiscover_modules("documents")
        notice.load_all()
        watch.begin()
        evidence.register(frozen.paper_faults)
