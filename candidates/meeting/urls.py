"""Paths of the meeting, in the namespace ``candidates``."""

from django.urls import path

from candidates.meeting import views

urlpatterns = [
    path("elections/<int:election_id>/meeting/", views.meeting, name="meeting"),
    path("elections/<int:election_id>/meeting/draw/", views.meeting_draw, name="meeting_draw"),
    path("meetings/<int:pk>/hold/", views.meeting_hold, name="meeting_hold"),
    path("meeting-speakers/<int:pk>/promise/", views.meeting_promise, name="meeting_promise"),
]
