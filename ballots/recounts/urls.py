"""Paths of the recount by lot, in the namespace ``ballots``."""

from django.urls import path

from ballots.recounts import views

urlpatterns = [
    path("elections/<int:election_id>/count/recount/", views.recount_draw, name="recount_draw"),
    path("recounts/<int:pk>/", views.recount_finish, name="recount_finish"),
]
