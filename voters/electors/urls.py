from django.urls import path

from voters.electors import views

urlpatterns = [
    path("elections/<int:election_id>/electors/", views.elector_list, name="elector_list"),
    path("elections/<int:election_id>/electors/add/", views.elector_add, name="elector_add"),
    path("elections/<int:election_id>/electors/take/", views.electors_take, name="electors_take"),
    path("electors/<int:pk>/end/", views.elector_end, name="elector_end"),
]
