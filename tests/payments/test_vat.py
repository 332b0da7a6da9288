"""VAT once per rate on the sum, shared out over the lines (EN 16931 BR-CO-17)."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from payments.rules.vat import PricedLine, TaxGroup, half_up, net_of, share_out, tax_lines, tax_on

SPAIN = Decimal(21)


def test_five_at_300_cost_1500_and_not_1499_98():
    taxed = tax_lines([PricedLine(30000, SPAIN)] * 5)
    assert taxed.groups == (TaxGroup(SPAIN, "", gross=150000, net=123967, tax=26033),)
    assert [line.net for line in taxed.lines] == [24794, 24794, 24793, 24793, 24793]


def test_line_by_line_would_lose_two_cents():
    nets = [half_up(Decimal(30000) / Decimal("1.21"))] * 5
    assert sum(nets) + tax_on(sum(nets), SPAIN) == 149998


def test_280_at_21_carries_the_cent_as_rounding():
    taxed = tax_lines([PricedLine(28000, SPAIN)])
    assert taxed.groups == (TaxGroup(SPAIN, "", gross=28000, net=23140, tax=4859),)
    assert (taxed.rounding, taxed.gross) == (1, 28000)


def test_no_net_fits_280_at_21():
    assert all(net + tax_on(net, SPAIN) != 28000 for net in range(20000, 28000))


def test_lines_of_two_rates_are_taxed_apart_and_keep_their_places():
    taxed = tax_lines([PricedLine(1000, Decimal(10)), PricedLine(30000, SPAIN), PricedLine(1100, Decimal(10))])
    assert [(group.rate, group.gross) for group in taxed.groups] == [(SPAIN, 30000), (Decimal(10), 2100)]
    assert [line.gross for line in taxed.lines] == [1000, 30000, 1100]


def test_without_tax_the_net_is_the_price():
    taxed = tax_lines([PricedLine(5000, Decimal(0), "Art. 132 Directive 2006/112/EC")])
    assert (taxed.lines[0].net, taxed.lines[0].tax, taxed.rounding) == (5000, 0, 0)


prices = st.integers(0, 10**9)
rates = st.sampled_from([Decimal(r) for r in ("0", "5.5", "7", "10", "19", "20", "21", "23", "25", "27")])


@given(st.lists(st.tuples(prices, rates), min_size=1, max_size=12))
def test_nothing_is_lost_between_lines_groups_and_price(pairs):
    taxed = tax_lines([PricedLine(gross, rate) for gross, rate in pairs])
    assert taxed.gross == sum(gross for gross, _ in pairs)
    for group in taxed.groups:
        lines = [line for line in taxed.lines if line.rate == group.rate]
        assert sum(line.net for line in lines) == group.net
        assert sum(line.tax for line in lines) == group.tax
        assert group.tax == tax_on(group.net, group.rate)
        assert abs(group.rounding) <= 1


@given(prices, rates)
def test_rounding_stands_only_where_no_net_fits(gross, rate):
    net = net_of(gross, rate)
    if net + tax_on(net, rate) != gross:
        assert all(n + tax_on(n, rate) != gross for n in range(max(net - 3, 0), net + 4))


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**6), min_size=1, max_size=20))
def test_shares_add_up_and_are_fair(total, weights):
    shares = share_out(total, weights)
    assert sum(shares) == total
    whole = sum(weights)
    if whole:
        assert all(abs(share - Decimal(total) * w / whole) < 1 for share, w in zip(shares, weights, strict=True))
