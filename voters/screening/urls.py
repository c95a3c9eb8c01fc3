from django.urls import path

from voters.screening import views

urlpatterns = [
    path("screening/", views.screening, name="screening"),
    path("screening/run/", views.screening_run, name="screening_run"),
    path("screening/export/", views.screening_export, name="screening_export"),
    path("screening/different/", views.screening_different, name="screening_different"),
    path("screening/<int:pk>/", views.screening_case, name="screening_case"),
    path("screening/<int:pk>/recheck/", views.screening_recheck, name="screening_recheck"),
]
