"""Paths of the preparation, in the namespace ``villages``."""

from django.urls import path

from villages.preparation import views

urlpatterns = [
    path("cycles/<int:pk>/preparation/", views.cycle_preparation, name="cycle_preparation"),
    path("cycles/<int:pk>/preparation/members/add/", views.member_add, name="working_member_add"),
    path("working-members/<int:pk>/end/", views.member_end, name="working_member_end"),
    path("cycles/<int:pk>/preparation/<slug:kind>/add/", views.activity_add, name="activity_add"),
    path("activities/<int:pk>/", views.activity_detail, name="activity"),
    path("activities/<int:pk>/file/", views.activity_file, name="activity_file"),
    path("activities/<int:pk>/people/", views.activity_participants, name="activity_participants"),
    path("activities/<int:pk>/revoke/", views.activity_revoke, name="activity_revoke"),
    path("elections/<int:election_id>/groundwork/", views.preparation, name="preparation"),
    path("elections/<int:election_id>/incumbents/add/", views.incumbent_add, name="incumbent_add"),
    path("incumbents/<int:pk>/edit/", views.incumbent_edit, name="incumbent_edit"),
    path("elections/<int:election_id>/incumbents/bring/", views.team_bring, name="team_bring"),
    path("elections/<int:election_id>/liaison/", views.liaison_set, name="liaison"),
    path("elections/<int:election_id>/survey/", views.survey_edit, name="survey"),
    path("elections/<int:election_id>/category/", views.classify, name="classify"),
    path("elections/<int:election_id>/suitable/add/", views.suitable_add, name="suitable_add"),
    path("suitable/<int:pk>/decide/", views.suitable_decide, name="suitable_decide"),
    path("elections/<int:election_id>/measures/add/", views.measure_add, name="measure_add"),
    path("measures/<int:pk>/finish/", views.measure_finish, name="measure_finish"),
    path("elections/<int:election_id>/audits/<int:member_id>/", views.audit_add, name="audit_add"),
    path("audits/<int:pk>/remedy/", views.audit_remedy, name="audit_remedy"),
    path("elections/<int:election_id>/talks/<int:member_id>/", views.talk_add, name="talk_add"),
    path("elections/<int:election_id>/training/excuse/", views.training_excuse, name="training_excuse"),
]
