"""Paths of the shelf, in the namespace ``villages``."""

from django.urls import path

from villages.shelf import views

SHELF = "elections/<int:election_id>/shelf/"
urlpatterns = [
    path(SHELF, views.shelf, name="shelf"),
    path(f"{SHELF}<str:code>.<slug:format>", views.shelf_form, name="shelf_form"),
    path(f"{SHELF}<str:code>/make/<slug:format>/", views.shelf_make, name="shelf_make"),
]
