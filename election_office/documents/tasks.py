import logging

from celery import shared_task

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
