from django.urls import path

from candidates import views
from candidates.meeting.urls import urlpatterns as meeting_urls
from candidates.nomination.urls import urlpatterns as nomination_urls
from candidates.party.urls import urlpatterns as party_urls
from candidates.preselection.urls import urlpatterns as preselection_urls
from candidates.review.urls import urlpatterns as review_urls

app_name = "candidates"
urlpatterns = [
    path("elections/<int:election_id>/candidates/", views.candidate_list, name="list"),
    path("elections/<int:election_id>/candidates/add/", views.candidate_add, name="add"),
    path("elections/<int:election_id>/candidates/search/", views.person_search, name="person_search"),
    path("candidates/<int:pk>/leave/", views.candidate_leave, name="leave"),
    path("candidates/<int:pk>/order/", views.candidate_order, name="order"),
    *meeting_urls,
    *nomination_urls,
    *party_urls,
    *preselection_urls,
    *review_urls,
]
