from django.urls import path

from villages.holidays import views

urlpatterns = [
    path("townships/<int:pk>/rest-days/", views.rest_days, name="rest_days"),
    path("townships/<int:pk>/rest-days/<int:year>/remove/", views.rest_days_remove, name="rest_days_remove"),
]
