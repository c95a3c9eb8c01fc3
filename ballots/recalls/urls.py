from django.urls import path

from ballots.recalls import views

urlpatterns = [
    path("committee-members/<int:pk>/recall/", views.take, name="recall_take"),
    path("recalls/<int:pk>/failed/", views.fail, name="recall_failed"),
]
