"""Addresses of cards and of the roll's own papers; included by ``voters.urls``."""

from django.urls import path

from voters.cards import views
from voters.prints import views as papers

urlpatterns = [
    path("elections/<int:election_id>/roll/papers/", papers.papers, name="papers"),
    path(
        "elections/<int:election_id>/roll/papers/<slug:paper>/print/", papers.paper_print, name="paper_print"
    ),
    path("elections/<int:election_id>/roll/cards/", views.cards, name="cards"),
    path("elections/<int:election_id>/roll/cards/issue/", views.cards_issue, name="cards_issue"),
    path("elections/<int:election_id>/roll/cards/print/", views.cards_print, name="cards_print"),
    path("elections/<int:election_id>/roll/cards/hand-over/", views.cards_hand_over, name="cards_hand_over"),
    path("cards/<slug:code>/", views.card, name="card"),
    path("card-records/<int:pk>/reprint/", views.card_reprint, name="card_reprint"),
    path("cycles/<int:pk>/cards/", views.cards_township, name="cards_township"),
]
