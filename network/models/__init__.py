from network.models.cluster import Cluster, ClusterSeat
from network.models.dues import Dues
from network.models.membership import Membership
from network.models.organisation import Organisation, TerritorialNetwork

__all__ = ["Cluster", "ClusterSeat", "Dues", "Membership", "Organisation", "TerritorialNetwork"]
