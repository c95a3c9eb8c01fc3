from django.urls import path

from ballots.aftermath import views as after
from ballots.afterwards.urls import urlpatterns as afterwards_patterns
from ballots.collective.urls import urlpatterns as collective_patterns
from ballots.issuing.urls import urlpatterns as issuing_patterns
from ballots.pledges.urls import urlpatterns as pledge_patterns
from ballots.powercut.urls import urlpatterns as powercut_patterns
from ballots.preparation.urls import urlpatterns as preparation_patterns
from ballots.recalls.urls import urlpatterns as recall_patterns
from ballots.recounts.urls import urlpatterns as recount_patterns
from ballots.tally.urls import urlpatterns as tally_patterns
from ballots.views import boxes, count, results

app_name = "ballots"
urlpatterns = [
    path("elections/<int:election_id>/ballots/", boxes.boxes, name="boxes"),
    path("elections/<int:election_id>/ballots/add/", boxes.box_add, name="box_add"),
    path("elections/<int:election_id>/ballots/close/", boxes.count_start, name="count_start"),
    path("elections/<int:election_id>/ballots/tally-sheets/", count.tally_sheets, name="tally_sheets"),
    path("elections/<int:election_id>/ballots/sample/", count.ballot_sample, name="ballot_sample"),
    path("boxes/<int:pk>/edit/", boxes.box_edit, name="box_edit"),
    path("boxes/<int:pk>/remove/", boxes.box_remove, name="box_remove"),
    path("boxes/<int:pk>/ballots/", boxes.box_ballots, name="box_ballots"),
    path("boxes/<int:pk>/mix/", boxes.box_mix, name="box_mix"),
    path("boxes/<int:pk>/correct/", boxes.box_correct, name="box_correct"),
    path("elections/<int:election_id>/count/", count.count, name="count"),
    path("count-sheets/<int:pk>/", count.sheet, name="sheet"),
    path("count-sheets/<int:pk>/reset/", count.sheet_reset, name="sheet_reset"),
    path("elections/<int:election_id>/result/", results.result, name="result"),
    path("elections/<int:election_id>/result/declare/", results.result_declare, name="result_declare"),
    path("results/<int:pk>/statements.zip", results.result_statements, name="result_statements"),
    path("results/<int:pk>/<slug:name>.json", results.result_file, name="result_file"),
    path("results/<int:pk>/runoff/", results.runoff_call, name="runoff_call"),
    # what follows a declared result
    path("results/<int:pk>/reopen/", after.reopening_request, name="reopening_request"),
    path("reopenings/<int:pk>/decide/", after.reopening_decide, name="reopening_decide"),
    path("winners/<int:pk>/", after.winner, name="winner"),
    path("winners/<int:pk>/file/", after.winner_file, name="winner_file"),
    path("winners/<int:pk>/decide/", after.winner_decide, name="winner_decide"),
    path("elections/<int:election_id>/result/repeat/", after.repeat_call, name="repeat_call"),
    path("elections/<int:election_id>/result/by-election/", after.by_election_call, name="by_election_call"),
    path("elections/<int:election_id>/result/vacancy/", after.vacancy, name="vacancy"),
    path("elections/<int:election_id>/result/term/", after.term, name="term"),
    path("committee-members/<int:pk>/end/", after.departure, name="departure"),
    path("verify/<str:code>/<slug:name>.json", after.open_file, name="open_file"),
    *afterwards_patterns,
    *pledge_patterns,
    *powercut_patterns,
    *preparation_patterns,
    *issuing_patterns,
    *recall_patterns,
    *recount_patterns,
    *tally_patterns,
    *collective_patterns,
]
