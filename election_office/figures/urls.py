from django.urls import path

from election_office.figures import reports, views
from election_office.figures.summary import views as summary

app_name = "figures"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("odd/", views.odd, name="odd"),
    path("day/", views.day, name="day"),
    path("export/", views.export, name="export"),
    path("print/", views.print_report, name="print"),
    path("target/", views.target, name="target"),
    path("recount/", views.recount, name="recount"),
    path("election/<int:pk>/last/", views.last_polling, name="last_polling"),
    path("election/<int:pk>/", views.of_election, name="of_election"),
    path("summary/", summary.summary, name="summary"),
    path("summary/begin/", summary.summary_begin, name="summary_begin"),
    path("summary/edit/", summary.summary_edit, name="summary_edit"),
    path("summary/refresh/", summary.summary_refresh, name="summary_refresh"),
    path("summary/word/", summary.summary_word, name="summary_word"),
    path("reports/", reports.reports, name="reports"),
    path("reports/ask/", reports.ask, name="ask"),
    path("reports/asked/<int:pk>/urge/", reports.urge, name="urge"),
    path("reports/<int:pk>/answer/", reports.answer, name="answer"),
    path("reports/sent/<int:pk>/", reports.sent, name="sent"),
    path("reports/sent/<int:pk>/file/", reports.sent_file, name="sent_file"),
    path("reports/sent/<int:pk>/back/", reports.send_back, name="send_back"),
    path("behind/<slug:key>/", views.behind, name="behind"),
]
