from django.urls import path

from villages.workbook import views

urlpatterns = [
    path("townships/<int:pk>/workbook/", views.workbook, name="workbook"),
    path("townships/<int:pk>/workbook/template/", views.workbook_template, name="workbook_template"),
    path("townships/<int:pk>/workbook/import/", views.workbook_import, name="workbook_import"),
    path("townships/<int:pk>/passwords/", views.password_slips, name="password_slips"),
]
