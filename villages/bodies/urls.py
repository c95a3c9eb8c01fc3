"""Paths of the village's bodies, in the namespace ``villages``."""

from django.urls import path

from villages.bodies import views

urlpatterns = [
    path("elections/<int:election_id>/bodies/", views.body_list, name="bodies"),
    path("elections/<int:election_id>/bodies/add/<str:kind>/", views.body_add, name="body_add"),
    path("elections/<int:election_id>/bodies/meetings/", views.group_calls, name="group_calls"),
    path("elections/<int:election_id>/kinship/", views.kinship_page, name="kinship"),
    path("bodies/<int:pk>/", views.body_detail, name="body"),
    path("bodies/<int:pk>/edit/", views.body_edit, name="body_edit"),
    path("bodies/<int:pk>/holders/add/", views.holder_add, name="holder_add"),
    path("body-holders/<int:pk>/edit/", views.holder_edit, name="holder_edit"),
    path("body-holders/<int:pk>/end/", views.holder_end, name="holder_end"),
]
