"""Paths of the signed pledges, in the namespace ``ballots``."""

from django.urls import path

from ballots.pledges import views

urlpatterns = [
    path("elections/<int:election_id>/pledges/", views.pledge_lists, name="pledges"),
    path("elections/<int:election_id>/pledges/sign/", views.pledges_sign, name="pledges_sign"),
    path("pledges/<int:pk>/file/", views.pledge_file, name="pledge_file"),
    path("pledges/<int:pk>/withdraw/", views.pledge_withdraw, name="pledge_withdraw"),
]
