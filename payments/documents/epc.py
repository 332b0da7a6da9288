"""The EPC QR code of a transfer.

Source: EPC069-12, "Quick Response Code: Guidelines to Enable Data Capture for the Initiation of a SEPA
Credit Transfer": euro only, structured reference by ISO 11649, level M, version 13 at most.
"""

import io

from payments.models import Order

SCALE = 6
NAME_LENGTH = 70


def is_possible(order: Order) -> bool:
    """Whether a SEPA transfer in euro can pay what is due. Nobody's bank is led to pay for a rehearsal."""
    if order.is_rehearsal:
        return False
    return bool(order.currency == "EUR" and order.book.issuer.iban and 0 < order.due.minor <= 99_999_999_999)


def transfer_qr(order: Order) -> bytes:
    """A PNG that banking apps read: beneficiary, account, amount and reference."""
    from segno import helpers

    issuer = order.book.issuer
    code = helpers.make_epc_qr(
        name=issuer.legal_name[:NAME_LENGTH],
        iban=issuer.iban,
        bic=issuer.bic or None,
        amount=order.due.amount,
        reference=order.reference,
        encoding="utf-8",
    )
    out = io.BytesIO()
    code.save(out, kind="png", scale=SCALE, border=4)
    return out.getvalue()
