from django.apps import AppConfig

from election_office.law.words import GENERAL


class VotersConfig(AppConfig):
    name = "voters"
    verbose_name = GENERAL.roll_short

    def ready(self) -> None:
        from voters.consequences import lend  # noqa: PLC0415 -- models are not loaded before

        lend()
