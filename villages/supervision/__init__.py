"""Supervision: who watches, inspections, petitions, zero reports, the watch. See README.md."""
