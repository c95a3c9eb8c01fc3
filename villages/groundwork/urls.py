"""Paths of the groundwork, in the namespace ``villages``."""

from django.urls import path

from villages.groundwork import views

urlpatterns = [
    path("cycles/<int:pk>/duty-roster/", views.duty_roster, name="duty_roster"),
    path("cycles/<int:pk>/duty-roster/set/", views.shifts_set, name="shifts_set"),
    path("cycles/<int:pk>/stores/", views.stores, name="stores"),
    path("cycles/<int:pk>/stores/spend/", views.spending_add, name="spending_add"),
    path("cycles/<int:pk>/stores/goods/", views.goods_add, name="goods_add"),
    path("spendings/<int:pk>/strike/", views.spending_strike, name="spending_strike"),
    path("goods/<int:pk>/strike/", views.goods_strike, name="goods_strike"),
    path("cycles/<int:pk>/drafts/<slug:kind>/", views.draft, name="draft"),
    path("cycles/<int:pk>/drafts/<slug:kind>/refresh/", views.draft_refresh, name="draft_refresh"),
    path("cycles/<int:pk>/drafts/<slug:kind>/word/", views.draft_word, name="draft_word"),
    path("cycles/<int:pk>/questions/", views.bank, name="exam_bank"),
    path("cycles/<int:pk>/questions/add/", views.questions_add, name="questions_add"),
    path("cycles/<int:cycle_id>/questions/<int:pk>/end/", views.question_end, name="question_end"),
    path("participants/<int:pk>/exam/", views.exam_start, name="exam_start"),
    path("sittings/<int:pk>/", views.exam, name="exam"),
    path("elections/<int:election_id>/clearing/", views.groundwork, name="groundwork"),
    path("elections/<int:election_id>/clearing/accounts/add/", views.cleanup_add, name="cleanup_add"),
    path("elections/<int:election_id>/clearing/report/", views.term_report, name="term_report"),
    path(
        "elections/<int:election_id>/clearing/report/file/", views.term_report_file, name="term_report_file"
    ),
    path("elections/<int:election_id>/clearing/exceptions/add/", views.exception_ask, name="exception_ask"),
    path("cleanup/<int:pk>/finish/", views.cleanup_finish, name="cleanup_finish"),
    path("exceptions/<int:pk>/decide/", views.exception_decide, name="exception_decide"),
    path("deferrals/<int:pk>/task-force/", views.force_set, name="force_set"),
    path("task-forces/<int:pk>/review/", views.force_review, name="force_review"),
]
