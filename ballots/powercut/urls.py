"""Paths of the power cut, in the namespace ``ballots``."""

from django.urls import path

from ballots.powercut import views

urlpatterns = [
    path("elections/<int:election_id>/polling-day/paper-kit/", views.paper_kit, name="paper_kit"),
    path("boxes/<int:pk>/paper-issue/", views.paper_issue, name="paper_issue"),
    path("paper-issues/<int:pk>/scan/", views.paper_issue_scan, name="paper_issue_scan"),
]
