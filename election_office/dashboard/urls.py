from django.urls import path

from election_office.dashboard import find, views
from election_office.dashboard.begin import views as begin
from election_office.dashboard.reminders import views as reminders

app_name = "dashboard"
urlpatterns = [
    path("", views.home, name="home"),
    path("board/", views.board, name="board"),
    path("today/<slug:code>/", views.act, name="act"),
    path("today/<slug:code>/all/<slug:name>/", views.fill, name="fill"),
    path("today/<slug:code>/urge/", reminders.urge, name="urge"),
    path("deferrals/<int:pk>/urge/", reminders.urge_deferral, name="urge_deferral"),
    path("review/units/<int:pk>/urge/", reminders.urge_unit, name="urge_unit"),
    path("reminders/", reminders.reminders, name="reminders"),
    path("find/", find.find, name="find"),
    path("help/", views.help_page, name="help"),
    path("begin/", begin.checklist, name="checklist"),
    path("setup/", begin.founding, name="founding"),
    path("setup/place/", begin.founding_place, name="founding_place"),
    path("setup/office/", begin.founding_office, name="founding_office"),
]
