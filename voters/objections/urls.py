from django.urls import path

from voters.objections import views

urlpatterns = [
    path("elections/<int:election_id>/roll/objections/", views.objection_list, name="objection_list"),
    path("elections/<int:election_id>/roll/objections/add/", views.objection_add, name="objection_add"),
    path(
        "elections/<int:election_id>/roll/objections/search/",
        views.objection_person_search,
        name="objection_person_search",
    ),
    path(
        "elections/<int:election_id>/roll/objections/close/", views.objections_close, name="objections_close"
    ),
    path("objections/<int:pk>/", views.objection, name="objection"),
    path("objections/<int:pk>/person/", views.objection_person, name="objection_person"),
    path("objections/<int:pk>/uphold/", views.objection_uphold, name="objection_uphold"),
    path("objections/<int:pk>/reject/", views.objection_reject, name="objection_reject"),
    path("objections/<int:pk>/withdraw/", views.objection_withdraw, name="objection_withdraw"),
    path("objections/<int:pk>/contact/", views.objection_contact, name="objection_contact"),
    path("objections/<int:pk>/receipt/", views.objection_receipt, name="objection_receipt"),
    path("objections/<int:pk>/files/<slug:which>/", views.objection_file, name="objection_file"),
]
