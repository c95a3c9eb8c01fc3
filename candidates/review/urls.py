"""The addresses of the joint review, for the app's own list."""

from django.urls import path

from candidates.review.views import batches, files, inbox, sanctions, township, trace

ELECTION = "elections/<int:election_id>/review/"
FILE = "review/files/<int:pk>/"
STATEMENT = "review/statements/<int:pk>/"

urlpatterns = [
    # a unit's own pages
    path("review/", inbox.review_inbox, name="review_inbox"),
    path("review/requests/<int:pk>/", inbox.review_request, name="review_request"),
    path("review/requests/<int:pk>/opinion/", inbox.review_opinion, name="review_opinion"),
    path("review/requests/<int:pk>/number/", inbox.review_reveal, name="review_reveal"),
    path("review/requests/<int:pk>/photo/", inbox.review_request_photo, name="review_request_photo"),
    path("review/letters/<int:pk>/", batches.review_batch, name="review_batch"),
    path("review/letters/<int:pk>/load/", batches.review_batch_load, name="review_batch_load"),
    path("review/letters/<int:pk>/workbook/", batches.review_batch_sheet, name="review_batch_sheet"),
    path("review/opinions/<int:pk>/own/", inbox.review_own_scan, name="review_own_scan"),
    path("review/opinions/<int:pk>/withdraw/", inbox.review_opinion_withdraw, name="review_opinion_withdraw"),
    # one election
    path(ELECTION, files.review_list, name="review_list"),
    path(f"{ELECTION}add/", files.review_add, name="review_add"),
    path(f"{ELECTION}search/", files.review_person_search, name="review_person_search"),
    path(f"{ELECTION}clause/", files.review_clause, name="review_clause"),
    path(f"{ELECTION}team/", township.review_team, name="review_team"),
    path(f"{ELECTION}explain/", trace.review_explain_team, name="review_explain_team"),
    path("review/clauses/<int:pk>/scan/", files.review_clause_scan, name="review_clause_scan"),
    path("review/clauses/<int:pk>/withdraw/", files.review_clause_withdraw, name="review_clause_withdraw"),
    # one person's file
    path(FILE, files.review_file, name="review_file"),
    path(f"{FILE}edit/", files.review_file_edit, name="review_file_edit"),
    path(f"{FILE}photo/", files.review_photo, name="review_photo"),
    path(f"{FILE}photo/set/", files.review_photo_set, name="review_photo_set"),
    path(f"{FILE}papers/", files.review_paper_set, name="review_paper_set"),
    path("review/papers/<int:pk>/scan/", files.review_paper_scan, name="review_paper_scan"),
    path(f"{FILE}submit/", files.review_submit, name="review_submit"),
    path(f"{FILE}opinion/<str:level>/", files.review_level_opinion, name="review_level_opinion"),
    path(f"{FILE}return/", township.review_return, name="review_return"),
    path(f"{FILE}inspection/", township.review_inspection, name="review_inspection"),
    path(f"{FILE}decide/", township.review_decide, name="review_decide"),
    path(f"{FILE}settle/", township.review_settle, name="review_settle"),
    path(f"{FILE}reopen/", township.review_reopen, name="review_reopen"),
    path(f"{FILE}explain/", trace.review_explain, name="review_explain"),
    path(f"{FILE}sanctions/", sanctions.sanction_add, name="sanction_add"),
    path("review/sanctions/<int:pk>/withdraw/", sanctions.sanction_withdraw, name="sanction_withdraw"),
    path("review/sanctions/<int:pk>/tolerance/", sanctions.sanction_tolerate, name="sanction_tolerate"),
    # exceptions
    path(STATEMENT, trace.review_statement, name="review_statement"),
    path(f"{STATEMENT}reply/", trace.review_statement_reply, name="review_statement_reply"),
    path(f"{STATEMENT}reply/scan/", trace.review_reply_scan, name="review_reply_scan"),
    path(f"{STATEMENT}withdraw/", trace.review_statement_withdraw, name="review_statement_withdraw"),
    # the township as a whole
    path("cycles/<int:pk>/review/", township.review_batches, name="review_batches"),
    path("cycles/<int:pk>/review/send/", township.review_send, name="review_send"),
    path("cycles/<int:pk>/review/plan/", township.review_plan, name="review_plan"),
    path("review/batches/<int:pk>/due/", township.review_due, name="review_due"),
    path("townships/<int:pk>/review/units/", township.review_departments, name="review_departments"),
    path(
        "townships/<int:pk>/review/units/adopt/",
        township.review_departments_adopt,
        name="review_departments_adopt",
    ),
    path(
        "townships/<int:pk>/review/units/<int:unit>/",
        township.review_department_edit,
        name="review_department_edit",
    ),
    # 倒查
    path("review/trace/", trace.review_trace_search, name="review_trace_search"),
    path("people/<int:pk>/review/", trace.review_trace, name="review_trace"),
    path("people/<int:pk>/review/export/", trace.review_trace_export, name="review_trace_export"),
    path("review/opinions/<int:pk>/scan/", trace.review_opinion_scan, name="review_opinion_scan"),
    path("review/inspections/<int:pk>/scan/", trace.review_inspection_scan, name="review_inspection_scan"),
    path("review/rulings/<int:pk>/scan/", trace.review_ruling_scan, name="review_ruling_scan"),
]
