"""Pages of ballots read one by one, of the caller and of the screen; part of the namespace ``ballots``."""

from django.urls import path

from ballots.tally import decision_views, screen_views, views

urlpatterns = [
    path("count-sheets/<int:pk>/ballots/", views.ballots, name="ballots"),
    path("count-sheets/<int:pk>/ballots/submit/", views.submit, name="ballots_submit"),
    path("ballot-batches/<int:pk>/", views.batch, name="batch"),
    path("ballot-batches/<int:pk>/close/", views.batch_close, name="batch_close"),
    path("ballot-markings/<int:pk>/withdraw/", views.marking_withdraw, name="marking_withdraw"),
    path("elections/<int:election_id>/count/decisions/", decision_views.decisions, name="decisions"),
    path("count-sheets/<int:pk>/doubtful/<str:label>/", decision_views.doubtful, name="doubtful"),
    path("ballot-rulings/<int:pk>/withdraw/", decision_views.ruling_withdraw, name="ruling_withdraw"),
    path("elections/<int:election_id>/count/names/", decision_views.merge, name="merge"),
    path("name-merges/<int:pk>/withdraw/", decision_views.merge_withdraw, name="merge_withdraw"),
    path("count-sheets/<int:pk>/settle/", decision_views.settle, name="sheet_settle"),
    path("count-sheets/<int:pk>/call/", screen_views.call, name="call"),
    path("elections/<int:election_id>/count/screen/", screen_views.screen_link, name="screen_link"),
    path("elections/<int:election_id>/count/called/", screen_views.called_tally, name="called_tally"),
    path("screen/<str:token>/", screen_views.screen, name="screen"),
    path("screen/<str:token>/feed/", screen_views.screen_feed, name="screen_feed"),
    path("help/codes/", decision_views.codes, name="codes"),
]
