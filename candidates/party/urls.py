from django.urls import path

from candidates.party import count_views, objection_views, views

ELECTION = "elections/<int:election_id>/party/"
urlpatterns = [
    path(ELECTION, views.party, name="party"),
    path(f"{ELECTION}papers/<str:code>/", views.paper, name="party_paper"),
    path(f"{ELECTION}plan/", views.plan, name="party_plan"),
    path(f"{ELECTION}search/", views.person_search, name="party_search"),
    path(f"{ELECTION}recommendations/add/", views.recommendation_add, name="party_recommendation_add"),
    path(f"{ELECTION}propose/", views.propose, name="party_propose"),
    path(f"{ELECTION}reviews/", views.reviews_open, name="party_reviews"),
    path(f"{ELECTION}prepare/", views.prepare, name="party_prepare"),
    path(f"{ELECTION}prepare/undo/", views.prepare_undo, name="party_prepare_undo"),
    path(f"{ELECTION}exemptions/add/", views.exemption_add, name="party_exemption_add"),
    path(f"{ELECTION}exemptions/pass/", views.exemptions_pass, name="party_exemptions_pass"),
    path(f"{ELECTION}replies/<str:subject>/", views.reply, name="party_reply"),
    path(f"{ELECTION}meeting/", views.meeting_add, name="party_meeting_add"),
    path(f"{ELECTION}reduce/", views.seats_reduce, name="party_reduce"),
    path(f"{ELECTION}offices/", views.office_elect, name="party_office"),
    path("party/counts/<int:pk>/", count_views.count_read, name="party_count"),
    path("party/counts/<int:pk>/settle/", count_views.count_settle, name="party_count_settle"),
    path("party/counts/<int:pk>/reset/", count_views.count_reset, name="party_count_reset"),
    path("party/counts/<int:pk>/cancel/", views.count_cancel, name="party_count_cancel"),
    path("party/counts/<int:pk>/declare/", views.count_declare, name="party_declare"),
    path(f"{ELECTION}objections/add/", objection_views.objection_add, name="party_objection_add"),
    path(
        "party/objections/<int:pk>/answer/",
        objection_views.objection_answer,
        name="party_objection_answer",
    ),
    path("party/nominees/<int:pk>/leave/", views.nominee_leave, name="party_leave"),
    path("party/exemptions/<int:pk>/end/", views.exemption_end, name="party_exemption_end"),
]
