"""Paths of the collectives, in the namespace ``ballots``."""

from django.urls import path

from ballots.collective.views import organisation, register, terms

urlpatterns = [
    path("collectives/", organisation.collectives, name="collectives"),
    path("collectives/add/", organisation.collective_add, name="collective_add"),
    path("collectives/<int:pk>/", organisation.collective, name="collective"),
    path("collectives/<int:pk>/edit/", organisation.collective_edit, name="collective_edit"),
    path("collectives/<int:pk>/charter/", organisation.charter, name="collective_charter"),
    path("collectives/charters/<int:pk>/end/", organisation.charter_end, name="collective_charter_end"),
    path("collectives/charters/<int:pk>/scan/", organisation.charter_scan, name="collective_charter_scan"),
    path("collectives/<int:pk>/staff/add/", organisation.staff_add, name="collective_staff_add"),
    path("collectives/finance-staff/<int:pk>/end/", organisation.staff_end, name="collective_staff_end"),
    # the register
    path("collectives/<int:pk>/members/", register.members, name="collective_members"),
    path("collectives/<int:pk>/members/search/", register.member_search, name="collective_member_search"),
    path("collectives/<int:pk>/members/add/", register.member_add, name="collective_member_add"),
    path("collectives/<int:pk>/members/import/", register.member_import, name="collective_import"),
    path("collectives/members/<int:pk>/edit/", register.member_edit, name="collective_member_edit"),
    path("collectives/members/<int:pk>/remove/", register.member_remove, name="collective_member_remove"),
    path("collectives/<int:pk>/register/", register.register_fix, name="collective_register_fix"),
    path("collectives/registers/<int:pk>/file/", register.register_file, name="collective_register_file"),
    path("collectives/<int:pk>/disputes/add/", register.dispute_add, name="collective_dispute_add"),
    path("collectives/disputes/<int:pk>/answer/", register.dispute_answer, name="collective_dispute_answer"),
    path(
        "collectives/<int:pk>/representatives/", register.representatives, name="collective_representatives"
    ),
    path(
        "collectives/<int:pk>/representatives/add/",
        register.representative_add,
        name="collective_representative_add",
    ),
    path(
        "collectives/representatives/<int:pk>/end/",
        register.representative_end,
        name="collective_representative_end",
    ),
    # one 换届
    path("collectives/<int:pk>/terms/open/", terms.term_open, name="collective_term_open"),
    path("collectives/terms/<int:pk>/", terms.term, name="collective_term"),
    path("collectives/terms/<int:pk>/study/", terms.study, name="collective_study"),
    path("collectives/terms/<int:pk>/nominees/add/", terms.nominee_add, name="collective_nominee_add"),
    path(
        "collectives/nominees/<int:pk>/withdraw/", terms.nominee_withdraw, name="collective_nominee_withdraw"
    ),
    path("collectives/terms/<int:pk>/assemblies/plan/", terms.assembly_plan, name="assembly_plan"),
    path("collectives/meetings/<int:pk>/", terms.assembly, name="assembly"),
    path("collectives/meetings/<int:pk>/sheets/", terms.sheets, name="assembly_sheets"),
    path("collectives/meetings/<int:pk>/edit/", terms.assembly_edit, name="assembly_edit"),
    path("collectives/meetings/<int:pk>/proxies/add/", terms.proxy_add, name="assembly_proxy_add"),
    path("collectives/household-proxies/<int:pk>/revoke/", terms.proxy_revoke, name="assembly_proxy_revoke"),
    path("collectives/meetings/<int:pk>/hold/", terms.assembly_hold, name="assembly_hold"),
    path("collectives/meetings/<int:pk>/votes/", terms.votes, name="assembly_votes"),
    path("collectives/meetings/<int:pk>/minutes/", terms.minutes, name="assembly_minutes"),
    path("collectives/meetings/<int:pk>/minutes/scan/", terms.minutes_scan, name="assembly_minutes_scan"),
    path("collectives/meetings/<int:pk>/declare/", terms.declare, name="assembly_declare"),
    path("collectives/meetings/<int:pk>/withdraw/", terms.result_withdraw, name="assembly_withdraw"),
    path("collectives/terms/<int:pk>/reading/", terms.reading, name="collective_reading"),
    path("collectives/terms/<int:pk>/head/", terms.head, name="collective_head"),
    path("collectives/terms/<int:pk>/registration/", terms.change_apply, name="collective_change_apply"),
    path(
        "collectives/registration-changes/<int:pk>/accept/",
        terms.change_accept,
        name="collective_change_accept",
    ),
]
