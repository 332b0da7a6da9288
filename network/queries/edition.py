"""What of the network goes along when an edition is copied, exported or imported: those whom it names."""

from django.db import models

from common.transfer.tables import Pointer, Table
from network.models import Cluster, ClusterSeat, Dues, Membership, Organisation, TerritorialNetwork

SET_UP: tuple[Table, ...] = (
    Table(TerritorialNetwork, natural="code", kept="code name"),
    Table(
        Organisation,
        natural="slug",
        kept="slug kind name search country territorial_network address postal_code locality legal_name tax_id "
        "routing_codes is_active",
    ),
)
PEOPLE: tuple[Table, ...] = ()
POINTERS: tuple[Pointer, ...] = ()
LEFT_OUT: dict[type[models.Model], str] = {
    Cluster: "the network's own work, above all editions",
    ClusterSeat: "the network's own work, above all editions",
    Dues: "the network's own register, which no edition carries away",
    Membership: "the network's own register, which no edition carries away",
}
