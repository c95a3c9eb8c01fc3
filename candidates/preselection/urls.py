from django.urls import path

from candidates.preselection import views

ELECTION = "elections/<int:election_id>/preselection/"
urlpatterns = [
    path(ELECTION, views.preselection, name="preselection"),
    path(f"{ELECTION}record/", views.preselection_record, name="preselection_record"),
    path("preselections/<int:pk>/cancel/", views.preselection_cancel, name="preselection_cancel"),
]
