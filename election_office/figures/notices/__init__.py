"""The papers of this app."""
