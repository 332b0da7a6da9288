"""Addresses of the payments room."""

from django.urls import path

from payments.api.orders import OrderView
from payments.web import finance, pay, webhook

pages = [
    path("pay/<slug:code>/", pay.pay, name="payments-pay"),
    path("pay/<slug:code>/card/", pay.card, name="payments-card"),
    path("pay/<slug:code>/transfer/", pay.transfer, name="payments-transfer"),
    path("pay/<slug:code>/transfer.png", pay.transfer_qr, name="payments-transfer-qr"),
    path("pay/<slug:code>/return/", pay.returned, name="payments-return"),
    path("finance/<slug:book>/", finance.order_list, name="payments-orders"),
    path("finance/<slug:book>/exceptions/", finance.exception_list, name="payments-exceptions"),
    path("finance/<slug:book>/exceptions/<int:exception>/", finance.exception_page, name="payments-exception"),
    path("finance/<slug:book>/orders/<slug:code>/", finance.order_page, name="payments-order"),
    path(
        "finance/<slug:book>/orders/<slug:code>/refunds/<int:refund>/sent/",
        finance.refund_sent,
        name="payments-refund-sent",
    ),
]
api = [path("orders/<slug:code>/", OrderView.as_view(), name="api-order")]
plain = [
    path("p/<slug:secret>/", pay.link, name="payments-link"),
    path("payments/stripe/<slug:entity>/webhook/", webhook.receive, name="payments-webhook"),
]
