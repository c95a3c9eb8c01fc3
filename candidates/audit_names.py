"""By what people know the rows that the trail of this app points at. Never a voter's name: voters go by their
number on the roll, whoever is reviewed by the village."""

from election_office.audit import presenters

presenters.register_names(
    {
        "candidates.AdoptedClause": ("election__village__name", "purpose", "passed_on"),
        "candidates.Candidate": ("election__village__name", "person__name", "post__kind"),
        "candidates.ExceptionStatement": ("file__election__village__name",),
        "candidates.MeetingSpeaker": ("candidate__person__name",),
        "candidates.NominationPlan": ("election__village__name",),
        "candidates.NominationSheet": ("election__village__name", "station"),
        "candidates.Nominee": ("election__village__name", "person__name", "post__kind"),
        "candidates.NomineeObjection": (
            "nominee__election__village__name",
            "nominee__person__name",
            "received_on",
        ),
        "candidates.Opinion": ("file__election__village__name", "unit"),
        "candidates.PartyObjection": ("election__village__name", "received_on"),
        "candidates.Preselection": ("election__village__name", "held_on"),
        "candidates.ReviewBatch": ("department__name", "serial"),
        "candidates.ReviewDepartment": ("name",),
        "candidates.ReviewFile": ("election__village__name", "purpose"),
        "candidates.ReviewPlan": ("cycle__township__name",),
        "candidates.ReviewTeam": ("election__village__name",),
        "candidates.Sanction": ("file__election__village__name", "given_on"),
        "candidates.VotersMeeting": ("election__village__name", "planned_for"),
    }
)
