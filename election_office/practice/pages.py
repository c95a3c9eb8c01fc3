"""Where practice is linked."""

from election_office.core.frame import Link, register

register(Link("main", "practice:home", "演练", 125, icon="review"))
