"""Paths of the time after the result, in the namespace ``ballots``."""

from django.urls import path

from ballots.afterwards import views

urlpatterns = [
    path("elections/<int:election_id>/after/", views.afterwards, name="afterwards"),
    path("elections/<int:election_id>/after/box/", views.village_box, name="after_box"),
    path("elections/<int:election_id>/after/items/add/", views.item_add, name="after_item_add"),
    path("elections/<int:election_id>/after/signing/", views.signing_add, name="after_signing"),
    path("elections/<int:election_id>/after/systems/add/", views.system_add, name="after_system_add"),
    path("elections/<int:election_id>/after/talks/<slug:kind>/<int:about>/", views.talk, name="after_talk"),
    path("elections/<int:election_id>/after/care/<slug:kind>/<int:about>/", views.care, name="after_care"),
    path("handover-items/<int:pk>/", views.item_edit, name="after_item"),
    path("handover-items/<int:pk>/settle/", views.item_settle, name="after_item_settle"),
    path("handover-items/<int:pk>/measures/add/", views.measure_take, name="after_measure"),
    path("handover-signings/<int:pk>/undo/", views.signing_undo, name="after_signing_undo"),
    path("handover-signings/<int:pk>/file/", views.signing_file, name="after_signing_file"),
    path("body-holders/<int:pk>/duty/", views.duty, name="after_duty"),
    path("care/<int:pk>/undo/", views.care_undo, name="after_care_undo"),
    path("village-systems/<int:pk>/end/", views.system_end, name="after_system_end"),
    path("village-systems/<int:pk>/file/", views.system_file, name="after_system_file"),
]
