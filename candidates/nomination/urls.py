from django.urls import path

from candidates.nomination import sheet_views, views

ELECTION = "elections/<int:election_id>/nomination/"
urlpatterns = [
    path(ELECTION, views.nomination, name="nomination"),
    path(f"{ELECTION}forms/<str:code>/", views.blank_form, name="nomination_blank"),
    path(f"{ELECTION}plan/", views.nomination_plan, name="nomination_plan"),
    path(f"{ELECTION}sheets/add/", views.sheet_add, name="nomination_sheet_add"),
    path(f"{ELECTION}add/", views.nominate, name="nominate"),
    path(f"{ELECTION}table/", sheet_views.nominees_table, name="nominees_table"),
    path(f"{ELECTION}posts/<int:post_id>/again/", views.second_ballot, name="nomination_again"),
    path(f"{ELECTION}list/", views.preliminary_make, name="preliminary_make"),
    path(f"{ELECTION}undo/", views.preliminary_undo, name="preliminary_undo"),
    path(f"{ELECTION}reviews/", views.reviews_open, name="nomination_reviews"),
    path(f"{ELECTION}policy/", views.policy_seats_set, name="policy_seats"),
    path(f"{ELECTION}sign-up/", views.sign_up_make, name="sign_up_make"),
    path(f"{ELECTION}formal/", views.formal_make, name="formal_make"),
    path("nomination/sheets/<int:pk>/", sheet_views.sheet_read, name="nomination_sheet"),
    path("nomination/sheets/<int:pk>/settle/", sheet_views.sheet_settle, name="nomination_sheet_settle"),
    path("nomination/sheets/<int:pk>/reset/", sheet_views.sheet_reset, name="nomination_sheet_reset"),
    path("nominees/<int:pk>/answer/", views.nominee_answer, name="nominee_answer"),
    path("nominees/<int:pk>/leave/", views.nominee_leave, name="nominee_leave"),
    path("nominees/<int:pk>/objection/", views.nominee_object, name="nominee_object"),
    path("nominee-objections/<int:pk>/answer/", views.objection_answer, name="nominee_objection_answer"),
]
