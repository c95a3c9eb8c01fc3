"""Address of the relations a roll file tells of; included by ``voters.urls``."""

from django.urls import path

from voters.kinship import views

urlpatterns = [
    path("elections/<int:election_id>/roll/kinship/", views.kinship_offers, name="kinship_offers"),
]
