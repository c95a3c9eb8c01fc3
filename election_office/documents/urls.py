from django.urls import path

from election_office.documents import gallery_views, numbering_views, paper_views, script_views, views
from election_office.documents.returned import views as returned_views

app_name = "documents"
urlpatterns = [
    path("gallery/", gallery_views.gallery, name="gallery"),
    path("gallery/make/", gallery_views.gallery_make, name="gallery_make"),
    path("gallery/<str:code>/<slug:length>.<slug:format>", gallery_views.gallery_file, name="gallery_file"),
    path("documents/", views.document_list, name="list"),
    path("documents/numbers/", numbering_views.series_list, name="numbers"),
    path("documents/numbers/<int:pk>/", numbering_views.series_page, name="number_series"),
    path("documents/numbers/<int:pk>/pdf/", numbering_views.series_pdf, name="number_series_pdf"),
    path("documents/<int:pk>/", views.document_detail, name="detail"),
    path("documents/<int:pk>/pdf/", views.document_pdf, name="pdf"),
    path("documents/<int:pk>/docx/", views.document_docx, name="docx"),
    path("documents/<int:pk>/script/", script_views.script_page, name="script"),
    path("documents/<int:pk>/script/pdf/", script_views.script_pdf, name="script_pdf"),
    path("documents/<int:pk>/print/", views.document_print_again, name="print_again"),
    path("documents/<int:pk>/revoke/", views.document_revoke, name="revoke"),
    path("documents/<int:pk>/replace/", views.document_replace, name="replace"),
    path("documents/<int:pk>/postings/new/", views.posting_create, name="posting_create"),
    path("documents/<int:pk>/postings/round/", views.posting_round, name="posting_round"),
    path("documents/<int:pk>/returned/", returned_views.returned_add, name="returned_add"),
    path("documents/returned/<int:pk>/", returned_views.returned_file, name="returned_file"),
    path("documents/postings/<int:pk>/photo/", views.posting_photo, name="posting_photo"),
    path("documents/postings/<int:pk>/take-down/", views.posting_take_down, name="posting_take_down"),
    path("documents/postings/<int:pk>/void/", views.posting_void, name="posting_void"),
    path("papers/<str:code>/<int:subject_id>/", paper_views.paper, name="paper"),
    path("papers/<str:code>/<int:subject_id>/preview/", paper_views.paper_preview, name="paper_preview"),
    path("elections/<int:election_id>/papers/", paper_views.board_page, name="board"),
    path("elections/<int:election_id>/documents/", views.election_list, name="election_list"),
    path("verify/", views.verify, name="verify"),
    path("verify/offline/", views.verify_offline, name="verify_offline"),
    path("V/<str:code>/<str:signed>", views.verify_picture, name="verify_picture"),
    path("verify/<str:code>/", views.verify_code, name="verify_code"),
]
