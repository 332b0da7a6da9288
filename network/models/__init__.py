from network.models.membership import Membership
from network.models.organisation import Organisation, TerritorialNetwork

__all__ = ["Membership", "Organisation", "TerritorialNetwork"]
