from django.urls import path, register_converter

from election_office.audit import views


class ExportForm:
    """The two forms the trail leaves in."""

    regex = "csv|xlsx"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(ExportForm, "audit_export")

app_name = "audit"
urlpatterns = [
    path("", views.event_list, name="list"),
    path("<int:pk>/", views.event_detail, name="event_detail"),
    path("state/", views.state, name="state"),
    path("digest/", views.digest_page, name="digest"),
    path("clock/", views.clock_page, name="clock"),
    path("export.<audit_export:form>", views.event_export, name="export"),
]
