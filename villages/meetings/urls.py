"""Paths of the papers of meetings, in the namespace ``villages``."""

from django.urls import path

from villages.meetings import views

urlpatterns = [
    path("committee-choices/<int:pk>/sheets/add/", views.choice_sheet_add, name="choice_sheet_add"),
    path("committee-choices/<int:pk>/names/", views.name_person, name="choice_name"),
    path("bodies/<int:pk>/sheets/add/", views.body_sheet_add, name="body_sheet_add"),
    path("meeting-sheets/<int:pk>/", views.sheet_read, name="meeting_sheet"),
    path("meeting-sheets/<int:pk>/settle/", views.sheet_settle, name="meeting_sheet_settle"),
    path("meeting-sheets/<int:pk>/reset/", views.sheet_reset, name="meeting_sheet_reset"),
    path("meeting-sheets/<int:pk>/remove/", views.sheet_remove, name="meeting_sheet_remove"),
]
