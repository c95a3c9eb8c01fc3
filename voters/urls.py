from django.urls import include, path

from voters.views import imports, personal_data, proxies, roll, versions

app_name = "voters"
urlpatterns = [
    path("elections/<int:election_id>/roll/", roll.roll, name="roll"),
    path("elections/<int:election_id>/roll/export/", roll.roll_export, name="roll_export"),
    path("elections/<int:election_id>/roll/search/", roll.person_search, name="person_search"),
    path("elections/<int:election_id>/roll/add/", roll.registration_add, name="registration_add"),
    path("elections/<int:election_id>/roll/imports/", imports.import_list, name="import_list"),
    path("elections/<int:election_id>/roll/confirm/", versions.roll_confirm, name="roll_confirm"),
    path("elections/<int:election_id>/roll/versions/", versions.versions, name="versions"),
    path("elections/<int:election_id>/roll/corrections/", versions.corrections, name="corrections"),
    path("registrations/<int:pk>/", roll.registration, name="registration"),
    path("registrations/<int:pk>/admit/", roll.registration_admit, name="registration_admit"),
    path("registrations/<int:pk>/leave-off/", roll.registration_leave_off, name="registration_leave_off"),
    path("registrations/<int:pk>/cancel/", roll.registration_cancel, name="registration_cancel"),
    path("registrations/<int:pk>/correct/", roll.registration_correct, name="registration_correct"),
    path("registrations/<int:pk>/keep/", roll.registration_keep, name="registration_keep"),
    path("registrations/<int:pk>/paper/", roll.registration_paper, name="registration_paper"),
    path("roll-imports/template/", imports.import_template, name="import_template"),
    path("roll-imports/<int:pk>/", imports.import_detail, name="import_detail"),
    path("roll-imports/<int:pk>/apply/", imports.import_apply, name="import_apply"),
    path("roll-imports/<int:pk>/settle/", imports.import_settle, name="import_settle"),
    path("roll-imports/<int:pk>/approve/", imports.import_approve, name="import_approve"),
    path("roll-imports/<int:pk>/changes/", imports.import_changes, name="import_changes"),
    path("roll-imports/<int:pk>/retry/", imports.import_retry, name="import_retry"),
    path("roll-imports/<int:pk>/faults/", imports.import_faults, name="import_faults"),
    path("roll-versions/<int:pk>/paper/", versions.version_paper, name="version_paper"),
    path("elections/<int:election_id>/personal-data/", personal_data.notice, name="personal_data"),
    path("elections/<int:election_id>/proxies/", proxies.proxy_list, name="proxy_list"),
    path("elections/<int:election_id>/proxies/grant/", proxies.proxy_grant, name="proxy_grant"),
    path(
        "elections/<int:election_id>/proxies/letter/", proxies.proxy_letter_blank, name="proxy_letter_blank"
    ),
    path("proxies/<int:pk>/", proxies.proxy, name="proxy"),
    path("proxies/<int:pk>/revoke/", proxies.proxy_revoke, name="proxy_revoke"),
    path("proxies/<int:pk>/card-back/", proxies.proxy_card_back, name="proxy_card_back"),
    path("proxies/<int:pk>/papers/<slug:paper>/", proxies.proxy_paper, name="proxy_paper"),
    path("", include("voters.electors.urls")),
    path("", include("voters.kinship.urls")),
    path("", include("voters.cards.urls")),
    path("", include("voters.screening.urls")),
    path("", include("voters.objections.urls")),
    path("", include("voters.desk.urls")),
]
