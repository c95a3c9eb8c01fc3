from django.urls import include, path

from villages.bodies.urls import urlpatterns as body_urls
from villages.calendars import views as calendars
from villages.committee.urls import urlpatterns as committee_urls
from villages.groundwork.urls import urlpatterns as groundwork_urls
from villages.holidays.urls import urlpatterns as holiday_urls
from villages.lawtexts.urls import urlpatterns as rules_urls
from villages.meetings.urls import urlpatterns as meeting_urls
from villages.methods.urls import urlpatterns as method_urls
from villages.order import views as order
from villages.plan.urls import urlpatterns as plan_urls
from villages.postings.urls import urlpatterns as posting_urls
from villages.preparation.urls import urlpatterns as preparation_urls
from villages.shelf.urls import urlpatterns as shelf_urls
from villages.supervision.urls import urlpatterns as supervision_urls
from villages.views import cycles, elections, notices, people, place_changes, places, steps
from villages.workbook.urls import urlpatterns as workbook_urls

app_name = "villages"
urlpatterns = [
    path("villages/", places.village_list, name="list"),
    path("townships/<int:pk>/", places.township_detail, name="township_detail"),
    path("townships/<int:pk>/villages/add/", places.village_add, name="add"),
    path("villages/<int:pk>/", places.village_detail, name="detail"),
    path("villages/<int:pk>/edit/", places.village_edit, name="edit"),
    path("villages/<int:pk>/groups/", places.village_groups, name="groups"),
    path("villages/<int:pk>/name/", place_changes.village_rename, name="village_rename"),
    path("villages/<int:pk>/code/", place_changes.village_code, name="village_code"),
    path("villages/<int:pk>/merge/", place_changes.village_merge, name="village_merge"),
    path("groups/<int:pk>/remove/", place_changes.group_remove, name="group_remove"),
    path("townships/<int:pk>/edit/", place_changes.township_edit, name="township_edit"),
    path("counties/<int:pk>/edit/", place_changes.county_edit, name="county_edit"),
    path("counties/<int:pk>/townships/add/", place_changes.township_add, name="township_add"),
    path("villages/<int:pk>/people/", people.person_list, name="people"),
    path("villages/<int:pk>/people/add/", people.person_add, name="person_add"),
    path("people/<int:pk>/", people.person_detail, name="person"),
    path("people/<int:pk>/edit/", people.person_edit, name="person_edit"),
    path("people/<int:pk>/number/", people.person_reveal, name="person_reveal"),
    path("people/<int:pk>/kinship/add/", people.kinship_add, name="kinship_add"),
    path("kinship/<int:pk>/end/", people.kinship_end, name="kinship_end"),
    path("cycles/", cycles.cycle_list, name="cycle_list"),
    path("townships/<int:pk>/cycles/add/", cycles.cycle_add, name="cycle_add"),
    path("cycles/<int:pk>/", cycles.cycle_detail, name="cycle_detail"),
    path("cycles/<int:pk>/edit/", cycles.cycle_edit, name="cycle_edit"),
    path("cycles/<int:pk>/approve/", cycles.cycle_approve, name="cycle_approve"),
    path("elections/<int:election_id>/", elections.election_detail, name="election_detail"),
    path("elections/<int:election_id>/open/", elections.stage_open, name="stage_open"),
    path("elections/<int:election_id>/day/", elections.day_move, name="day_move"),
    path("elections/<int:election_id>/posts/", elections.posts_edit, name="posts"),
    path("elections/<int:election_id>/way/", elections.way_edit, name="way"),
    path("elections/<int:election_id>/polling/", elections.polling_edit, name="polling"),
    path("elections/<int:election_id>/early/<str:act>/", order.order_except, name="order_except"),
    path("elections/<int:election_id>/defer/", elections.deferral_request, name="deferral_request"),
    path("deferrals/<int:pk>/decide/", elections.deferral_decide, name="deferral_decide"),
    path("deferrals/<int:pk>/end/", elections.deferral_end, name="deferral_end"),
    path("elections/<int:election_id>/notices/<str:kind>/", notices.notice_issue, name="notice_issue"),
    path("steps/<int:pk>/", steps.step_detail, name="step"),
    path("steps/<int:pk>/explain/", steps.step_explain, name="step_explain"),
    path("steps/<int:pk>/drop/", steps.step_drop, name="step_drop"),
    path("step-records/<int:pk>/withdraw/", steps.record_withdraw, name="record_withdraw"),
    path("step-records/<int:pk>/file/", steps.record_file, name="record_file"),
    path("rules/", include(rules_urls)),
    *committee_urls,
    path("calendar/", calendars.calendar_link, name="calendar_link"),
    path("calendar/<str:token>.ics", calendars.calendar_feed, name="calendar_feed"),
    *body_urls,
    *meeting_urls,
    *method_urls,
    *workbook_urls,
    *plan_urls,
    *holiday_urls,
    *groundwork_urls,
    *posting_urls,
    *preparation_urls,
    *shelf_urls,
    *supervision_urls,
]
