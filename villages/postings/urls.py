"""Paths of what hangs on the walls, in the namespace ``villages``."""

from django.urls import path

from villages.postings import views

urlpatterns = [
    path("elections/<int:election_id>/postings/", views.walls, name="postings"),
    path("postings/", views.grid, name="postings_grid"),
    path("postings/<slug:code>/", views.together, name="postings_together"),
]
