from django.urls import path

from election_office.dashboard import views
from election_office.dashboard.begin import views as begin

app_name = "dashboard"
urlpatterns = [
    path("", views.home, name="home"),
    path("board/", views.board, name="board"),
    path("today/<slug:code>/", views.act, name="act"),
    path("help/", views.help_page, name="help"),
    path("begin/", begin.checklist, name="checklist"),
    path("setup/", begin.founding, name="founding"),
    path("setup/place/", begin.founding_place, name="founding_place"),
    path("setup/office/", begin.founding_office, name="founding_office"),
]
