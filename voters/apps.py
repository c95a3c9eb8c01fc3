from django.apps import AppConfig

from election_office.law.words import GENERAL


class VotersConfig(AppConfig):
    name = "voters"
    verbose_name = GENERAL.roll_short
