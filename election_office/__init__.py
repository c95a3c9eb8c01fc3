"""The township election office: wiring, and the engines every app stands on."""

from election_office.celery import app as celery_app

__all__ = ["celery_app"]
