from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "election_office.figures"
    verbose_name = "统计和总结"

    def ready(self) -> None:
        from election_office.figures import watch  # noqa: PLC0415 -- models are not loaded before
        from election_office.figures.summary import closing  # noqa: PLC0415 -- the same

        closing.lend()
        watch.begin()
