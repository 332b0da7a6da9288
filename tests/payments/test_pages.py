"""The payer's pages: the secret link, the two ways, and the truth after coming back."""

from datetime import timedelta

import pytest

from common.formats import money
from common.tokens import unseal
from payments.actions import orders, webhooks
from payments.models import Order
from payments.queries.links import pay_url
from tests.payments import factories as make

pytestmark = pytest.mark.django_db


def page(client, order, tail="", lang="en"):
    return client.get(f"/{lang}/pay/{order.code}/{tail}")


def test_the_link_is_exchanged_for_a_session_in_the_orders_language(client, now):
    order = make.order(now)
    answer = client.get(f"/p/{unseal(order.secret_sealed)}/")
    assert (answer.status_code, answer["Location"]) == (302, f"/pt/pay/{order.code}/")
    assert page(client, order).status_code == 200


def test_the_code_alone_opens_nothing(client, now):
    order = make.order(now)
    for tail in ("", "return/", "transfer.png"):
        assert page(client, order, tail).status_code == 404
    assert client.post(f"/en/pay/{order.code}/card/").status_code == 404
    assert client.post(f"/en/pay/{order.code}/transfer/").status_code == 404
    assert client.get(f"/api/v1/orders/{order.code}/").status_code == 404


def test_a_wrong_secret_opens_nothing(client, now):
    make.order(now)
    answer = client.get("/p/ply_wrong/")
    assert answer.status_code == 410
    assert "This link opens nothing" in answer.content.decode()


def test_links_are_limited(client, now, rate_limits):
    rate_limits.LIMITS = {**rate_limits.LIMITS, "link": (2, 600)}
    assert [client.get("/p/ply_wrong/").status_code for _ in range(3)] == [410, 410, 429]


def test_the_link_remembers_where_to_go_back_to_if_it_is_ours(client, now):
    order = make.order(now)
    link = f"/p/{unseal(order.secret_sealed)}/"
    client.get(f"{link}?next=/en/me/")
    assert 'href="/en/me/"' in page(client, order).content.decode()
    client.get(f"{link}?next=https://evil.example/")
    assert "evil.example" not in page(client, order).content.decode()


@pytest.mark.parametrize("lang", ["en", "es", "fr", "pt"])
def test_the_page_shows_lines_tax_total_and_both_ways(holder, now, lang):
    order = make.order(now, lines=[make.line(quantity=5)])
    text = page(holder(order), order, lang=lang).content.decode()
    assert money(order.total, lang) in text
    assert f'action="/{lang}/pay/{order.code}/card/"' in text
    assert f'action="/{lang}/pay/{order.code}/transfer/"' in text
    assert order.grouped_reference in text
    assert ("Taxa de membro" if lang == "pt" else "Member fee") in text


def test_the_page_shows_the_cent_that_no_net_expresses(holder, now):
    order = make.order(now, price="280.00")
    text = page(holder(order), order).content.decode()
    assert "€48.59 of VAT: 21 % on €231.40" in text
    assert "Rounding: €0.01" in text


def test_the_page_costs_the_same_at_one_and_at_three_lines(holder, now, own_queries):
    for count in (1, 3):
        order = make.order(now, lines=[make.line()] * count)
        client = holder(order)
        with own_queries(3):
            page(client, order)


def test_choosing_the_transfer_shows_what_to_write(holder, now):
    order = make.order(now)
    client = holder(order)
    assert "ES91 2100" not in page(client, order).content.decode()
    answer = client.post(f"/en/pay/{order.code}/transfer/")
    assert (answer.status_code, answer["Location"]) == (302, f"/en/pay/{order.code}/#transfer")
    text = page(client, order).content.decode()
    for part in ("ES91 2100 0418 4502 0005 1332", "CAIXESBBXXX", "Vallclara Congress Office", order.grouped_reference):
        assert part in text
    order.refresh_from_db()
    assert order.expires_at == now + timedelta(days=14)


def test_the_qr_code_reads_as_a_sepa_transfer(holder, now):
    import io

    import zxingcpp
    from PIL import Image

    order = make.order(now)
    answer = page(holder(order), order, "transfer.png")
    assert answer["Content-Type"] == "image/png"
    [code] = zxingcpp.read_barcodes(Image.open(io.BytesIO(answer.content)))
    assert code.text.split("\n") == [
        "BCD", "002", "1", "SCT", "CAIXESBBXXX", "Vallclara Congress Office", "ES9121000418450200051332", "EUR300", "",
        order.reference,
    ]  # fmt: skip


def test_there_is_no_qr_code_outside_the_euro(holder, now):
    order = make.order(now, price="1000", shelf=make.book(currency="KRW"))
    assert page(holder(order), order, "transfer.png").status_code == 404


def test_a_card_that_cannot_be_taken_is_a_sentence(holder, now):
    order = make.order(now, methods=("transfer",))
    answer = holder(order).post(f"/en/pay/{order.code}/card/")
    assert answer.status_code == 409
    assert "cannot be paid by card" in answer.content.decode()


def test_an_expired_order_says_so_and_offers_nothing(holder, now, clock):
    order = make.order(now, hours=1)
    client = holder(order)
    for tell in (lambda: None, lambda: orders.expire_due(clock.now)):
        clock.set(now + timedelta(hours=2))
        tell()
        text = page(client, order).content.decode()
        assert "The time to pay has ended" in text
        assert "<form" not in text.split('id="main"')[1].split("</main>")[0]


def test_the_return_page_waits_and_never_sets_anything(holder, now):
    attempt = make.attempt(make.order(now), now)
    client = holder(attempt.order)
    text = page(client, attempt.order, "return/?session_id=cs_1&paid=1").content.decode()
    assert "waiting for the confirmation" in text
    assert f'data-wait="/api/v1/orders/{attempt.order.code}/"' in text
    assert Order.objects.get().state == "open"
    webhooks.receive_event(entity=make.ENTITY, told=make.completed(attempt), now=now)
    text = page(client, attempt.order, "return/").content.decode()
    assert "We received €300.00" in text
    assert "data-wait" not in text


def test_the_api_shows_the_order_to_whoever_holds_the_link(holder, now):
    order = make.order(now)
    assert holder(order).get(f"/api/v1/orders/{order.code}/").json() == {
        "code": order.code,
        "state": "open",
        "total": "300.00",
        "due": "300.00",
        "currency": "EUR",
        "expires_at": "2026-11-23T09:00:00Z",
    }


@pytest.mark.parametrize("state", ["cancelled", "secured", "partly_paid"])
def test_every_state_has_a_page(holder, now, state):
    order = make.order(now)
    if state == "cancelled":
        orders.cancel_order(order=order, by=make.CLERK, now=now)
    elif state == "secured":
        orders.secure_order(order=order, by=make.CLERK, now=now)
    answer = page(holder(order), order)
    assert (answer.status_code, answer.content.decode().count("<h1")) == (200, 1)


def test_the_link_holds_no_code_and_the_page_no_secret(holder, now):
    order = make.order(now)
    assert order.code not in pay_url(order)
    assert unseal(order.secret_sealed) not in page(holder(order), order).content.decode()
