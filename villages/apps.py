from django.apps import AppConfig


class VillagesConfig(AppConfig):
    name = "villages"
    verbose_name = "村庄与选举"

    def ready(self) -> None:
        from villages.place_names import lend  # noqa: PLC0415 -- models are not loaded before

        lend()
        # Papers of the parts that have a package of their own; they read villages.documents.
        from villages.bodies import documents as of_bodies  # noqa: F401, PLC0415 -- the same
        from villages.committee import documents as of_committee  # noqa: F401, PLC0415 -- the same
