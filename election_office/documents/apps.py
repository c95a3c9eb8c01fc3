from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "election_office.documents"
    verbose_name = "公文"
