"""The Checkout page of the stand-in: plainly a stand-in, in the session's language, without script."""

from html import escape
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import override

from common.formats import money
from common.money import Money
from payments.providers.sandbox.checkout import GOOD_CARD
from payments.providers.sandbox.store import Object

LANGUAGES = ("en", "es", "fr", "pt")


def language(session: Object) -> str:
    """The session's `locale` among ours; English where it is `auto` or another."""
    code = str(session.get("locale", "")).lower().split("-")[0]
    return code if code in LANGUAGES else "en"


def policy(session: Object | None) -> str:
    """No script at all; the form may lead to us and, by redirect, back to the shop."""
    hosts = {"'self'"}
    for name in ("success_url", "cancel_url"):
        parts = urlsplit(str((session or {}).get(name) or ""))
        if parts.scheme in {"http", "https"} and parts.netloc:
            hosts.add(f"{parts.scheme}://{parts.netloc}")
    return (
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'; "
        f"form-action {' '.join(sorted(hosts))}"
    )


def checkout(session: Object, *, is_declined: bool = False) -> str:
    """The page of an open session."""
    lang = language(session)
    with override(lang):
        currency = session["currency"].upper()
        total = money(Money(session["amount_total"], currency), lang)
        rows = "".join(
            f"<tr><td>{escape(item['name'])}</td><td>{item['quantity']}</td>"
            f"<td>{escape(money(Money(item['amount'], currency), lang))}</td></tr>"
            for item in session["_items"]
        )
        alert = (
            f'<p class="alert" role="alert">{escape(_("The card was declined. Please use another one."))}</p>'
            if is_declined
            else ""
        )
        body = f"""
<h1>{escape(_("Pay by card"))}</h1>
{alert}
<table>
<caption>{escape(_("What you pay for"))}</caption>
<thead><tr><th scope="col">{escape(_("Item"))}</th><th scope="col">{escape(_("Quantity"))}</th>
<th scope="col">{escape(_("Amount"))}</th></tr></thead>
<tbody>{rows}</tbody>
<tfoot><tr><th scope="row" colspan="2">{escape(_("Total"))}</th><td>{escape(total)}</td></tr></tfoot>
</table>
<form method="post" action="/c/pay/{escape(session["id"])}">
<p><label for="card">{escape(_("Card number"))}</label>
<input id="card" name="card" inputmode="numeric" autocomplete="off" value="{grouped(GOOD_CARD)}"
 aria-describedby="card-hint"></p>
<p class="hint" id="card-hint">{escape(_("A test number is filled in. 4000 0000 0000 0002 is always declined."))}</p>
<p class="buttons">
<button name="do" value="pay" class="main">{escape(_("Pay %(amount)s") % {"amount": total})}</button>
<button name="do" value="decline">{escape(_("Decline the card"))}</button>
<button name="do" value="cancel">{escape(_("Cancel and go back"))}</button>
</p>
</form>"""
        return page(_("Pay by card"), body, lang)


def over(session: Object | None) -> str:
    """The page of a session that cannot be paid, or of none."""
    lang = language(session or {})
    with override(lang):
        title = _("This payment page has ended")
        text = _("It was paid, cancelled or has expired. Please go back to the order and start again from there.")
        body = f"<h1>{escape(title)}</h1><p>{escape(text)}</p>"
        if session:
            target = session["success_url"] if session["status"] == "complete" else session["cancel_url"]
            if target:
                body += f'<p><a href="{escape(target)}">{escape(_("Back to the order"))}</a></p>'
        return page(title, body, lang)


def page(title: str, body: str, lang: str) -> str:
    """The frame: the banner says first that this is no bank."""
    banner = _("Test stand-in for Stripe. This is not a real payment page: no card is charged.")
    return f"""<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{escape(title)} – {escape(_("Test stand-in"))}</title>
<link rel="stylesheet" href="/_assets/sandbox.css">
</head>
<body>
<header><p class="banner">{escape(banner)}</p></header>
<main>{body}</main>
</body>
</html>
"""


def grouped(number: str) -> str:
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))


STYLE = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0; background: #f3f1f8; color: #1c1830; font: 1.0625rem/1.5 system-ui, sans-serif; }
.banner { margin: 0; padding: .75rem 1rem; background: #ffd84d; color: #1c1830; font-weight: 700;
  text-align: center; border-bottom: 4px dashed #1c1830; }
main { max-width: 34rem; margin: 2rem auto; padding: 1.5rem; background: #fff; border: 1px solid #c9c3dd;
  border-radius: .75rem; overflow-wrap: anywhere; }
h1 { margin: 0 0 1rem; font-size: 1.6rem; }
table { width: 100%; border-collapse: collapse; margin-bottom: 1.5rem; }
caption { text-align: left; font-weight: 600; padding-bottom: .5rem; }
th, td { text-align: left; padding: .5rem .25rem; border-bottom: 1px solid #ddd8ea; vertical-align: top; }
td:last-child, th:last-child { text-align: right; white-space: nowrap; }
tfoot th, tfoot td { font-size: 1.15rem; font-weight: 700; border-bottom: 0; }
label { display: block; font-weight: 600; }
input { width: 100%; padding: .7rem; font: inherit; border: 2px solid #5d5678; border-radius: .4rem; }
.hint { margin-top: -.5rem; color: #4a4463; font-size: .95rem; }
.buttons { display: grid; gap: .75rem; }
button { padding: .8rem 1rem; font: inherit; font-weight: 600; border: 2px solid #3d2b8c; border-radius: .4rem;
  background: #fff; color: #3d2b8c; cursor: pointer; }
button.main { background: #3d2b8c; color: #fff; }
:focus-visible { outline: 3px solid #d9480f; outline-offset: 2px; }
.alert { padding: .75rem; border-left: 6px solid #b3261e; background: #fdecea; color: #7a1410; font-weight: 600; }
"""
