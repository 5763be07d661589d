"""Service types, follow-ups, and what is kept of each customer's follow-ups for the tracking table."""

from followups.models.follow_ups import FollowUp
from followups.models.mobile_codes import MobileCodes
from followups.models.service_types import ServiceType
from followups.models.visit_states import CustomerVisitState

__all__ = ["CustomerVisitState", "FollowUp", "MobileCodes", "ServiceType"]
