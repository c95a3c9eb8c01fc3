from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "election_office.jobs"
    verbose_name = "后台任务"
