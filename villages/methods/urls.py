"""/elections/…/method/ and /methods/…"""

from django.urls import path

from villages.methods import views

urlpatterns = [
    path("elections/<int:election_id>/method/", views.method_page, name="method"),
    path("elections/<int:election_id>/method/draft/", views.method_draft, name="method_draft"),
    path("methods/<int:pk>/text/", views.method_text, name="method_text"),
    path("methods/<int:pk>/values/", views.method_value_set, name="method_value_set"),
    path("method-values/<int:pk>/drop/", views.method_value_drop, name="method_value_drop"),
    path("methods/<int:pk>/pass/", views.method_pass, name="method_pass"),
    path("methods/<int:pk>/revoke/", views.method_revoke, name="method_revoke"),
    path("methods/<int:pk>/minutes/", views.method_minutes, name="method_minutes"),
]
