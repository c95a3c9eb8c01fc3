from django.urls import path

from election_office.practice import views

app_name = "practice"
urlpatterns = [
    path("practice/", views.home, name="home"),
    path("practice/roll/", views.roll, name="roll"),
    path("practice/begin/", views.begin, name="begin"),
    path("practice/again/", views.again, name="again"),
    path("practice/end/", views.end, name="end"),
]
