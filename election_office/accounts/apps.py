from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "election_office.accounts"
    verbose_name = "人员与权限"
