"""By what people know the rows that the trail of this app points at. Never a voter's name: voters go by their
number on the roll, whoever is reviewed by the village."""

from election_office.audit import presenters

presenters.register_names(
    {
        "voters.Card": ("election__village__name", "registration__serial"),
        "voters.ContactAttempt": ("registration__election__village__name", "registration__serial"),
        "voters.DeskEntry": ("registration__election__village__name", "act"),
        "voters.Elector": ("of_election__village__name", "household"),
        "voters.KinshipOffer": ("person__village__name", "kind"),
        "voters.Objection": ("election__village__name", "due_on"),
        "voters.Proxy": ("election__village__name", "requested_on"),
        "voters.Registration": ("election__village__name", "group__number", "serial"),
        "voters.RollImport": ("election__village__name", "filename"),
        "voters.RollSettings": ("election__village__name",),
        "voters.RollVersion": ("election__village__name", "number", "kind"),
        "voters.ScreeningCase": ("kind",),
    }
)
