"""By what people know the rows that the trail of this app points at. Never a voter's name: voters go by their
number on the roll, whoever is reviewed by the village."""

from election_office.audit import presenters

presenters.register_names(
    {
        "ballots.AfterTalk": ("election__village__name", "talked_on"),
        "ballots.Assembly": ("term__collective__name", "number"),
        "ballots.BallotDesign": ("round__election__village__name", "round__kind"),
        "ballots.BallotMark": ("township__name", "name"),
        "ballots.Box": ("round__election__village__name", "round__kind", "name"),
        "ballots.Care": ("election__village__name", "kind", "done_on"),
        "ballots.Charter": ("title", "passed_on"),
        "ballots.Collective": ("name",),
        "ballots.CollectiveTerm": ("collective__name",),
        "ballots.CollectiveWinner": ("term__collective__name", "kind"),
        "ballots.CountSheet": ("box__round__election__village__name", "box__name", "post__kind"),
        "ballots.Departure": ("holder__person__name", "cause", "ended_on"),
        "ballots.Duty": ("holder__person__name", "work"),
        "ballots.FinanceStaff": ("collective__name", "duty"),
        "ballots.HandOut": ("box__name", "round__election__village__name"),
        "ballots.HandoverItem": ("election__village__name", "kind", "name"),
        "ballots.HandoverMeasure": ("item__election__village__name", "item__name", "kind"),
        "ballots.HandoverSigning": ("election__village__name", "signed_on"),
        "ballots.HouseholdProxy": ("assembly__term__collective__name", "written_on"),
        "ballots.Incident": ("round__election__village__name", "kind"),
        "ballots.IssueConflict": ("box__round__election__village__name", "box__name"),
        "ballots.MarkDraw": ("round__election__village__name", "round__kind"),
        "ballots.Member": ("collective__name", "household"),
        "ballots.MemberDispute": ("collective__name", "raised_on"),
        "ballots.MobileVoter": ("box__round__election__village__name", "box__name"),
        "ballots.Nominee": ("term__collective__name", "kind"),
        "ballots.Opening": ("box__round__election__village__name", "box__name"),
        "ballots.PollWorker": ("round__election__village__name", "role", "name"),
        "ballots.Recall": ("holder__person__name", "received_on"),
        "ballots.Register": ("collective__name", "as_of"),
        "ballots.RegistrationChange": ("term__collective__name", "applied_on"),
        "ballots.Representative": ("collective__name", "chosen_on"),
        "ballots.Result": ("round__election__village__name", "round__kind"),
        "ballots.Round": ("election__village__name", "kind"),
        "ballots.SeatVacancy": ("election__village__name", "post__kind", "decided_on"),
        "ballots.Station": ("box__round__election__village__name", "box__name"),
        "ballots.StockDifference": ("round__election__village__name", "round__kind"),
        "ballots.StockMovement": ("round__election__village__name", "kind"),
        "ballots.VillageSystem": ("election__village__name", "title"),
        "ballots.Winner": ("result__round__election__village__name", "name", "post__kind"),
    }
)
