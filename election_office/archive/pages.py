"""Where the pages of this app are linked."""

from election_office.core.frame import Link, register

register(
    Link("election", "archive:archive", "归档", 120, also=("archive:",)),
    Link("cycle", "archive:township", "全镇归档", 30, any_of=("archive_make",)),
    Link("county", "archive:boxes", "档案盒次序", 10, any_of=("places_manage",)),
)
