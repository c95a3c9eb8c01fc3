"""What is kept about voters, for everybody in the office who is asked about it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from election_office.accounts.access import can
from election_office.accounts.http import StaffRequest
from villages.views.elections import get_election
from voters.notices import personal_data


@require_safe
def notice(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    facts = personal_data.facts(election)
    context = {
        "election": election,
        "facts": facts,
        "sections": personal_data.sections(facts),
        "issue_url": personal_data.NOTICE.issue_url(election),
        "may_issue": can(request.user, personal_data.NOTICE.permission, election),
        "refusals": personal_data.requires(election).refusals,
    }
    return render(request, "voters/personal_data.html", context)
