"""Where every page stands."""

from django.urls import include, path

from election_office.core import views as core

urlpatterns = [
    path("", include("election_office.dashboard.urls")),
    path("", include("election_office.accounts.urls")),
    path("audit/", include("election_office.audit.urls")),
    path("figures/", include("election_office.figures.urls")),
    path("jobs/", include("election_office.jobs.urls")),
    path("", include("election_office.documents.urls")),
    path("", include("villages.urls")),
    path("", include("voters.urls")),
    path("", include("candidates.urls")),
    path("", include("ballots.urls")),
    path("", include("election_office.archive.urls")),
    path("", include("election_office.practice.urls")),
    path("", include("election_office.bulk.urls")),
    path("components/", core.components, name="components"),
    path("health/", core.health, name="health"),
    path("metrics", core.metrics, name="metrics"),
]

handler400 = core.bad_request
handler403 = core.denied
handler404 = core.not_found
handler500 = core.server_error
