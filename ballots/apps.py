from django.apps import AppConfig


class BallotsConfig(AppConfig):
    name = "ballots"
    verbose_name = "投票与计票"

    def ready(self) -> None:
        from ballots import consequences  # noqa: PLC0415 -- models are not loaded before
        from ballots.afterwards.queries import lend_sheets  # noqa: PLC0415 -- models are not loaded before
        from ballots.evidence import count_faults  # noqa: PLC0415 -- the same
        from ballots.issuing.used import used_rights  # noqa: PLC0415 -- the same
        from ballots.petitions import lend_to_supervision  # noqa: PLC0415 -- the same
        from ballots.preparation import sheet  # noqa: PLC0415 -- the same
        from election_office.audit import evidence  # noqa: PLC0415 -- the same
        from voters import handouts  # noqa: PLC0415 -- the same

        consequences.lend()
        lend_sheets()
        sheet.lend_sheets()
        lend_to_supervision()
        handouts.register(used_rights)
        evidence.register(count_faults)
