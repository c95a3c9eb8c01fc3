"""Paths of the electoral committee, in the namespace ``villages``."""

from django.urls import path

from villages.committee import views

urlpatterns = [
    path("elections/<int:election_id>/committee/", views.committee, name="committee"),
    path("elections/<int:election_id>/people/search/", views.person_search, name="person_search"),
    path("elections/<int:election_id>/committee/choose/", views.choice_add, name="committee_choice_add"),
    path("elections/<int:election_id>/committee/leave/", views.leave, name="committee_leave"),
    path("elections/<int:election_id>/committee/chair/", views.chair_choose, name="committee_chair"),
    path(
        "elections/<int:election_id>/committee/objections/add/",
        views.objection_add,
        name="committee_objection_add",
    ),
    path("committee-choices/<int:pk>/", views.choice_detail, name="committee_choice"),
    path("committee-choices/<int:pk>/edit/", views.choice_edit, name="committee_choice_edit"),
    path("committee-choices/<int:pk>/attendance/", views.attendance_edit, name="committee_attendance"),
    path("committee-choices/<int:pk>/nominees/add/", views.nominee_add, name="committee_nominee_add"),
    path("committee-choices/<int:pk>/settle/", views.choice_settle, name="committee_settle"),
    path("committee-choices/<int:pk>/reopen/", views.choice_reopen, name="committee_reopen"),
    path("committee-choices/<int:pk>/file/", views.choice_file, name="committee_file"),
    path("committee-nominees/<int:pk>/edit/", views.nominee_edit, name="committee_nominee_edit"),
    path("committee-nominees/<int:pk>/remove/", views.nominee_remove, name="committee_nominee_remove"),
    path("committee-objections/<int:pk>/answer/", views.objection_answer, name="committee_objection_answer"),
]
