"""/rules/…"""

from django.urls import path

from villages.lawtexts import views

urlpatterns = [
    path("", views.rulebook_page, name="rules"),
    path("overlays/add/", views.overlay_add, name="overlay_add"),
    path("overlays/<int:pk>/end/", views.overlay_end, name="overlay_end"),
    path("texts/", views.texts, name="law_texts"),
    path("texts/add/", views.text_add, name="law_text_add"),
    path("texts/workbook/", views.text_template, name="law_text_template"),
    path("texts/<int:pk>/", views.text_page, name="law_text"),
    path("texts/<int:pk>/refuse/", views.text_refuse, name="law_text_refuse"),
    path("texts/<int:pk>/scan/", views.text_scan, name="law_text_scan"),
    path("texts/<int:pk>/export/", views.text_export, name="law_text_export"),
]
