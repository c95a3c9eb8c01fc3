from django.urls import path

from election_office.dashboard import views

app_name = "dashboard"
urlpatterns = [
    path("", views.home, name="home"),
    path("board/", views.board, name="board"),
    path("help/", views.help_page, name="help"),
]
