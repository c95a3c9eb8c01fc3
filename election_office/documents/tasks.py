import logging
from typing import Any

from celery import shared_task
from django.urls import reverse

from election_office.accounts.permissions import Permission
from election_office.jobs.kinds import JobKind, register
from election_office.jobs.progress import Progress

logger = logging.getLogger(__name__)


@shared_task(acks_late=True, autoretry_for=(OSError,), retry_backoff=True, max_retries=5)
def render_document(document_id: int) -> None:
    """Print one issued paper. Safe to run twice."""
    from election_office.documents import actions
    from election_office.documents.models import Document

    document = Document.objects.filter(pk=document_id).first()
    if document is None:
        logger.error("Document %s is gone; nothing to print.", document_id)
    elif document.file_status != Document.FileStatus.READY:
        actions.render(document)


def _gallery(progress: Progress, params: dict[str, Any]) -> dict[str, Any]:
    from election_office.documents import gallery

    made, failed = gallery.make_all(lambda done, total, title: progress.step(done, total, title))
    return {
        "message": f"已做好{made}份样张。" + (f"{failed}份没有做成，原因写在样张页。" if failed else ""),
        "url": reverse("documents:gallery"),
    }


register(JobKind("documents.gallery", "制作公文样张", _gallery, Permission.CYCLE_PLAN))
