from django.urls import path

from ballots.issuing import views

urlpatterns = [
    path("polling-day/", views.polling_days, name="polling_days"),
    path("elections/<int:election_id>/polling-day/", views.polling_day, name="polling_day"),
    path("elections/<int:election_id>/polling-day/record/", views.day_record, name="day_record"),
    path("elections/<int:election_id>/incidents/add/", views.incident_add, name="incident_add"),
    path("incidents/<int:pk>/photo/", views.incident_photo, name="incident_photo"),
    path("boxes/<int:pk>/desk/", views.desk, name="desk"),
    path("boxes/<int:pk>/desk/worker.js", views.desk_worker, name="desk_worker"),
    path("boxes/<int:pk>/handouts/", views.handouts, name="handouts"),
    path("boxes/<int:pk>/seal/", views.box_seal, name="box_seal"),
    path("boxes/<int:pk>/seal/again/", views.box_close_again, name="box_close_again"),
    path("handouts/<int:pk>/undo/", views.handout_undo, name="handout_undo"),
    path("issue-conflicts/<int:pk>/settle/", views.conflict_settle, name="conflict_settle"),
]
