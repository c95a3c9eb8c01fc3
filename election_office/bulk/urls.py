from django.urls import path

from election_office.bulk import views

app_name = "bulk"

urlpatterns = [
    path("cycles/<int:pk>/bulk/", views.orders, name="list"),
    path("cycles/<int:pk>/bulk/<slug:what>/", views.order, name="order"),
    path("bulk/<int:pk>/", views.batch, name="batch"),
    path("bulk/<int:pk>/again/", views.again, name="again"),
    path("bulk/<int:pk>/download/", views.download, name="download"),
]
