from django.apps import AppConfig


class VillagesConfig(AppConfig):
    name = "villages"
    verbose_name = "村庄与选举"

    def ready(self) -> None:
        from villages.place_names import lend  # noqa: PLC0415 -- models are not loaded before
        from villages.preparation.queries import lend_sheets  # noqa: PLC0415 -- the same

        lend()
        lend_sheets()
