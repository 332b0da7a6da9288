"""VAT of an order whose prices include it.

Source: EN 16931-1, BR-CO-17 (tax is computed once per category and rate on the sum of the nets), BR-CO-16
and BT-114 (the rounding amount carries what no net can express). Amounts are integer minor units.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A line as charged: `gross` for the whole line, tax included, `rate` in percent."""

    gross: int
    rate: Decimal
    exemption: str = ""


@dataclass(frozen=True, slots=True)
class TaxedLine:
    """The share of a line in net and tax of its rate."""

    gross: int
    net: int
    tax: int
    rate: Decimal
    exemption: str


@dataclass(frozen=True, slots=True)
class TaxGroup:
    """The sum of all lines of one rate and exemption; `net + tax + rounding == gross`."""

    rate: Decimal
    exemption: str
    gross: int
    net: int
    tax: int

    @property
    def rounding(self) -> int:
        """The part of the price that no net of this rate expresses (BT-114); at most one minor unit."""
        return self.gross - self.net - self.tax


@dataclass(frozen=True, slots=True)
class Taxed:
    """An order with its tax: lines in the order given, groups by rate from high to low."""

    lines: tuple[TaxedLine, ...]
    groups: tuple[TaxGroup, ...]

    @property
    def gross(self) -> int:
        return sum(line.gross for line in self.lines)

    @property
    def rounding(self) -> int:
        return sum(group.rounding for group in self.groups)


def half_up(value: Decimal) -> int:
    """Round to a whole minor unit, halves away from zero."""
    return int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def tax_on(net: int, rate: Decimal) -> int:
    """Tax on a net at a rate in percent."""
    return half_up(Decimal(net) * rate / 100)


def net_of(gross: int, rate: Decimal) -> int:
    """The net whose tax brings it back to `gross`; the nearest one where no net fits.

    A net that fits lies within half a minor unit of `gross / (1 + rate)`, so three are tried.
    """
    nearest = half_up(Decimal(gross) * 100 / (100 + rate))
    for net in (nearest, nearest - 1, nearest + 1):
        if net + tax_on(net, rate) == gross:
            return net
    return nearest


def share_out(total: int, weights: Sequence[int]) -> list[int]:
    """Split `total` in proportion to `weights` by largest remainder; the parts add up exactly.

    Earlier lines win among equal remainders. With weights that sum to zero everything goes to the first.
    """
    whole = sum(weights)
    if whole == 0:
        return [total if index == 0 else 0 for index in range(len(weights))]
    parts = [divmod(total * weight, whole) for weight in weights]
    shares = [quotient for quotient, _ in parts]
    ranked = sorted(range(len(parts)), key=lambda index: (-abs(parts[index][1]), index))
    for index in ranked[: total - sum(shares)]:
        shares[index] += 1
    return shares


def tax_lines(lines: Sequence[PricedLine]) -> Taxed:
    """Compute net and tax once per rate and exemption and share them out over the lines.

    Five lines of 300.00 at 21 % give 1,239.67 + 260.33 = 1,500.00, where line by line gives 1,499.98.
    """
    keys = sorted({(line.rate, line.exemption) for line in lines}, key=lambda key: (-key[0], key[1]))
    taxed: list[TaxedLine | None] = [None] * len(lines)
    groups = []
    for rate, exemption in keys:
        places = [i for i, line in enumerate(lines) if (line.rate, line.exemption) == (rate, exemption)]
        grosses = [lines[i].gross for i in places]
        gross = sum(grosses)
        net = net_of(gross, rate)
        group = TaxGroup(rate=rate, exemption=exemption, gross=gross, net=net, tax=tax_on(net, rate))
        groups.append(group)
        nets, taxes = share_out(group.net, grosses), share_out(group.tax, grosses)
        for i, line_net, line_tax in zip(places, nets, taxes, strict=True):
            taxed[i] = TaxedLine(lines[i].gross, line_net, line_tax, rate, exemption)
    return Taxed(lines=tuple(line for line in taxed if line is not None), groups=tuple(groups))
