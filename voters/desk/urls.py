from django.urls import path

from voters.desk import views

urlpatterns = [
    path("elections/<int:election_id>/roll/desk/", views.desk_search, name="desk_search"),
    path("elections/<int:election_id>/roll/desk/add/", views.desk_add, name="desk_add"),
    path("elections/<int:election_id>/roll/desk/<int:person_id>/", views.household, name="household"),
    path("elections/<int:election_id>/roll/desk/<int:person_id>/act/", views.desk_act, name="desk_act"),
    path("elections/<int:election_id>/roll/desk/<int:person_id>/away/", views.desk_away, name="desk_away"),
    path("desk-entries/<int:pk>/undo/", views.desk_undo, name="desk_undo"),
    path("contacts/<int:pk>/withdraw/", views.contact_withdraw, name="contact_withdraw"),
    path("elections/<int:election_id>/roll/away/", views.away_list, name="away_list"),
    path("elections/<int:election_id>/roll/away/deadline/", views.reply_deadline, name="reply_deadline"),
    path("elections/<int:election_id>/roll/away/choose/", views.away_choose, name="away_choose"),
    path("elections/<int:election_id>/roll/away/decide/", views.away_decide, name="away_decide"),
    path("registrations/<int:pk>/contacts/add/", views.contact_add, name="contact_add"),
    path("registrations/<int:pk>/put-back/", views.put_back, name="put_back"),
]
