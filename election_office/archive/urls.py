from django.urls import path

from election_office.archive import views

app_name = "archive"

urlpatterns = [
    path("elections/<int:election_id>/archive/", views.archive, name="archive"),
    path("elections/<int:election_id>/archive/make/", views.archive_make, name="make"),
    path("elections/<int:election_id>/archive/originals/add/", views.holding_add, name="holding_add"),
    path("archives/<int:pk>/download/", views.archive_download, name="download"),
    path("archive/originals/<int:pk>/revoke/", views.holding_revoke, name="holding_revoke"),
    path("archive/originals/<int:pk>/destroyed/", views.holding_destroy, name="holding_destroy"),
    path("cycles/<int:pk>/archive/", views.township, name="township"),
    path("cycles/<int:pk>/archive/make/", views.township_make, name="township_make"),
    path("township-archives/<int:pk>/download/", views.township_download, name="township_download"),
    path("counties/<int:pk>/archive-boxes/", views.county_boxes, name="boxes"),
]
