"""Sheets printed for the work itself, without number or code: no papers of the register."""
