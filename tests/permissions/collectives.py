"""Who gets which page of a collective and its election."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from ballots.models import (
    Assembly,
    Charter,
    Collective,
    CollectiveTerm,
    FinanceStaff,
    HouseholdProxy,
    Member,
    MemberDispute,
    Nominee,
    Register,
    RegistrationChange,
    Representative,
    TermSeat,
)
from tests.factories import PersonFactory
from tests.permissions.lines import (
    ACTED,
    CLERKS,
    COUNTERS,
    MANAGERS,
    TOWNSHIP,
    act,
    desk,
    office,
    page,
)

TABLE = [
    office("ballots:collectives"),
    office("ballots:collective_add", may=CLERKS, post=ACTED),
    page("ballots:collective", "collective"),
    act("ballots:collective_edit", "collective", may=CLERKS),
    act("ballots:collective_charter", "collective", may=MANAGERS),
    act("ballots:collective_charter_end", "charter", may=MANAGERS),
    page("ballots:collective_charter_scan", "charter"),
    act("ballots:collective_staff_add", "collective", may=CLERKS),
    act("ballots:collective_staff_end", "finance_staff", may=CLERKS),
    # the register
    page("ballots:collective_members", "collective"),
    desk("ballots:collective_member_search", "collective", may=CLERKS),
    act("ballots:collective_member_add", "collective", may=CLERKS),
    act("ballots:collective_import", "collective", may=CLERKS),
    act("ballots:collective_member_edit", "collective_member", may=CLERKS),
    act("ballots:collective_member_remove", "collective_member", may=CLERKS),
    act("ballots:collective_register_fix", "collective", may=CLERKS),
    act("ballots:collective_register_file", "register", may=CLERKS),
    act("ballots:collective_dispute_add", "collective", may=CLERKS),
    act("ballots:collective_dispute_answer", "dispute", may=CLERKS),
    page("ballots:collective_representatives", "collective"),
    act("ballots:collective_representative_add", "collective", may=CLERKS),
    act("ballots:collective_representative_end", "collective_representative", may=CLERKS),
    # one 换届
    act("ballots:collective_term_open", "collective", may=TOWNSHIP),
    page("ballots:collective_term", "collective_term"),
    act("ballots:collective_study", "collective_term", may=CLERKS),
    act("ballots:collective_nominee_add", "collective_term", may=CLERKS),
    act("ballots:collective_nominee_withdraw", "collective_nominee", may=CLERKS),
    act("ballots:assembly_plan", "collective_term", may=CLERKS),
    page("ballots:assembly", "assembly"),
    desk("ballots:assembly_sheets", "assembly", may=CLERKS),
    act("ballots:assembly_edit", "assembly", may=CLERKS),
    act("ballots:assembly_proxy_add", "assembly", may=CLERKS),
    act("ballots:assembly_proxy_revoke", "household_proxy", may=CLERKS),
    act("ballots:assembly_hold", "assembly", may=CLERKS),
    act("ballots:assembly_votes", "assembly", may=COUNTERS),
    act("ballots:assembly_minutes", "assembly", may=CLERKS),
    page("ballots:assembly_minutes_scan", "assembly"),
    act("ballots:assembly_declare", "assembly", may=TOWNSHIP),
    act("ballots:assembly_withdraw", "assembly", may=TOWNSHIP),
    act("ballots:collective_reading", "collective_term", may=MANAGERS),
    act("ballots:collective_head", "collective_term", may=CLERKS),
    act("ballots:collective_change_apply", "collective_term", may=CLERKS),
    act("ballots:collective_change_accept", "registration_change", may=CLERKS),
    # papers
    act("documents:paper", "ballots.collective_register_notice", "register", may=CLERKS),
    desk("documents:paper_preview", "ballots.collective_register_notice", "register", may=CLERKS),
    act("documents:paper", "ballots.collective_meeting_notice", "assembly", may=CLERKS),
    desk("documents:paper_preview", "ballots.collective_meeting_notice", "assembly", may=CLERKS),
]


def collective_rows(rows: dict[str, Any]) -> dict[str, Any]:
    """A collective of the village with one member of everything, its meeting called and not held."""
    village, cycle, clerk, today = rows["village"], rows["cycle"], rows["clerk"], timezone.localdate()
    collective = Collective.objects.create(village=village, name="演示村集体经济组织")
    charter = Charter.objects.create(
        collective=collective, title="演示章程", passed_on=today, paper_number="演示备1号", filed_on=today,
        scan="collectives/charter.pdf", entered_by=clerk,
    )  # fmt: skip
    member, spouse = (
        Member.objects.create(
            collective=collective, person=PersonFactory(village=village), household="1", entered_by=clerk
        )
        for _ in range(2)
    )
    term = CollectiveTerm.objects.create(collective=collective, cycle=cycle, opened_by=clerk)
    TermSeat.objects.create(term=term, kind="chair", seats=1)
    assembly = Assembly.objects.create(
        term=term, number=1, day=today + dt.timedelta(days=20), where="礼堂", agenda="选举",
        minutes_scan="collectives/minutes.pdf", called_by=clerk,
    )  # fmt: skip
    return {
        "collective": collective,
        "charter": charter,
        "collective_member": member,
        "finance_staff": FinanceStaff.objects.create(
            collective=collective, person=member.person, duty="finance", entered_by=clerk
        ),
        "register": Register.objects.create(
            collective=collective, as_of=today, members=2, entitled=2, households=1, fixed_by=clerk
        ),
        "dispute": MemberDispute.objects.create(
            collective=collective, raised_by="演示甲", about="漏登", raised_on=today, entered_by=clerk
        ),
        "collective_representative": Representative.objects.create(
            collective=collective, member=spouse, households=6, chosen_on=today, entered_by=clerk
        ),
        "collective_term": term,
        "collective_nominee": Nominee.objects.create(
            term=term, kind="chair", member=member, source="members", entered_by=clerk
        ),
        "assembly": assembly,
        "household_proxy": HouseholdProxy.objects.create(
            assembly=assembly, member=spouse, trustee=member, written_on=today, entered_by=clerk
        ),
        "registration_change": RegistrationChange.objects.create(
            term=term, before="演示旧", after="演示新", applied_on=today, applied_by=clerk
        ),
    }
