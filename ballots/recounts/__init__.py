"""Boxes drawn by lot in public and counted again before the result is declared."""
