"""Paths of the supervision, in the namespace ``villages``."""

from django.urls import path

from villages.supervision.views import petitions, records, township, village

ELECTION = "elections/<int:election_id>/"
urlpatterns = [
    path("cycles/<int:pk>/supervision/", township.cycle_supervision, name="cycle_supervision"),
    path("cycles/<int:pk>/supervision/channel/", township.channel_edit, name="supervision_channel"),
    path("cycles/<int:pk>/supervision/watch/add/", township.watch_add, name="watch_add"),
    path("watch/<int:pk>/close/", township.watch_close, name="watch_close"),
    path("cycles/<int:pk>/supervision/releases/add/", township.release_add, name="release_add"),
    path("releases/<int:pk>/decide/", township.release_decide, name="release_decide"),
    path("releases/<int:pk>/done/", township.release_done, name="release_done"),
    path("cycles/<int:pk>/petitions/", petitions.petition_list, name="petitions"),
    path("cycles/<int:pk>/petitions/register/", records.petition_register, name="petition_register"),
    path("cycles/<int:pk>/supervision/remind/", township.reports_remind, name="reports_remind"),
    path("cycles/<int:pk>/accountability/add/", records.accountability_add, name="accountability_add"),
    path(
        "accountability/<int:pk>/withdraw/", records.accountability_withdraw, name="accountability_withdraw"
    ),
    path("accountability/<int:pk>/scan/", records.accountability_scan, name="accountability_scan"),
    path(f"{ELECTION}supervision/watch/add/", village.village_watch_add, name="village_watch_add"),
    path(f"{ELECTION}supervision/releases/add/", village.village_release_add, name="village_release_add"),
    path(f"{ELECTION}supervision/", village.supervision, name="supervision"),
    path(f"{ELECTION}supervisors/add/", village.supervisor_add, name="supervisor_add"),
    path("supervisors/<int:pk>/end/", village.supervisor_end, name="supervisor_end"),
    path(f"{ELECTION}promises/add/", village.promise_add, name="promise_add"),
    # The worker of the phone rules the addresses below its own.
    path(f"{ELECTION}inspect/", village.inspect, name="inspect"),
    path(f"{ELECTION}inspect/worker.js", village.inspect_worker, name="inspect_worker"),
    path(f"{ELECTION}inspect/<int:step_id>/", village.visit_add, name="visit_add"),
    path(f"{ELECTION}inspect/petition/", petitions.petition_add, name="petition_add"),
    path("visits/<int:pk>/", village.visit, name="visit"),
    path("findings/<int:pk>/again/", village.see_again, name="finding_again"),
    path("supervision-files/<int:pk>/", village.supervision_file, name="supervision_file"),
    path(f"{ELECTION}acceptance/", village.accept, name="accept"),
    path("acceptances/<int:pk>/withdraw/", village.accept_withdraw, name="accept_withdraw"),
    path(f"{ELECTION}contacts/add/", village.contact_add, name="contact_add"),
    path(f"{ELECTION}zero-report/", village.zero_add, name="zero_report"),
    path(f"{ELECTION}petitions/people/", petitions.petition_people, name="petition_people"),
    path("petitions/<int:pk>/", petitions.petition, name="petition"),
    path("petitions/<int:pk>/assign/", petitions.petition_assign, name="petition_assign"),
    path("petitions/<int:pk>/pass-on/", petitions.petition_pass_on, name="petition_pass_on"),
    path("petitions/<int:pk>/evidence/", petitions.petition_evidence, name="petition_evidence"),
    path("petitions/<int:pk>/conclude/", petitions.petition_conclude, name="petition_conclude"),
    path("petitions/<int:pk>/outcome/<slug:code>/", petitions.petition_outcome, name="petition_outcome"),
]
