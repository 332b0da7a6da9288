from registration.models.badge import BadgeKey
from registration.models.category import AddOn, Category, Fee
from registration.models.delegation import Delegation
from registration.models.door import Device, DeviceCode, Entitlement, Point, Scan
from registration.models.registration import ChosenAddOn, Consent, Registration
from registration.models.terms import Counter, Terms

__all__ = [
    "AddOn",
    "BadgeKey",
    "Category",
    "ChosenAddOn",
    "Consent",
    "Counter",
    "Delegation",
    "Device",
    "DeviceCode",
    "Entitlement",
    "Fee",
    "Point",
    "Registration",
    "Scan",
    "Terms",
]
