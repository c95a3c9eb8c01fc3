"""Who stands for which post, and who looked into whom before."""

from candidates.models.candidates import Candidate, CandidateQuerySet

__all__ = ["Candidate", "CandidateQuerySet"]
