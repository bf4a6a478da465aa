"""The ground floor's tables: regions, municipalities, people and their roles, jobs."""

from dkbm.models.digest import DigestChoice, DigestMail
from dkbm.models.feedback import Feedback
from dkbm.models.job import Job
from dkbm.models.municipality import Agency, Municipality
from dkbm.models.region import Region
from dkbm.models.user import AgencyMembership, Invitation, Membership, User

__all__ = [
    "Agency",
    "AgencyMembership",
    "DigestChoice",
    "DigestMail",
    "Feedback",
    "Invitation",
    "Job",
    "Membership",
    "Municipality",
    "Region",
    "User",
]
