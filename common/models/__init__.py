from common.models.audit import AuditEntry, PersonKey
from common.models.idempotency import IdempotencyKey
from common.models.job import Job
from common.models.mail import QueuedMail
from common.models.stored_file import StoredFile
from common.models.words import LetterText, TranslationMark

__all__ = [
    "AuditEntry",
    "IdempotencyKey",
    "Job",
    "LetterText",
    "PersonKey",
    "QueuedMail",
    "StoredFile",
    "TranslationMark",
]
