"""The four editions: pages, axes, terms, categories and fees, points, calls with their forms."""

from datetime import date, datetime, timedelta
from typing import Any

from common.money import Money
from congress.enums import CongressState, every_part
from congress.models import Axis, Call, Congress, Criterion, Format
from network.models import Organisation, TerritorialNetwork
from payments.models import Book
from portal.actions.demo.pages import load_hosts, load_pages
from portal.rules.demo.dates import DEMO, MEETING, PAST, Dates, before, end_of_day
from portal.rules.demo.source import load
from questions.actions.forms import build_form
from questions.models import Form
from registration.actions.badge_keys import ensure_key
from registration.models import AddOn, Category, Counter, Fee, Point, Terms

BANDS = ["#0b4f6c", "#7a3b00", "#4b2e83", "#1f5f3f", "#8a1c1c", "#5b5b00", "#6b1f5e", "#205072", "#3d3d3d", "#00574b"]

# Whose meeting it is: a coordinator of that network sets up the next.
TERRITORIES = {MEETING: "rtpce"}
MINUTES_A_DAY = 24 * 60
PUBLISHED = 240  # days before its opening, or before today


def load_editions(hosts: dict[str, Organisation], dates: dict[str, Dates], now: datetime) -> dict[str, Congress]:
    """Congress rows, pages and axes. `demo` has the first number: it is the one people register for.

    What is finished is open until it has been lived through.
    """
    made = {}
    data = load("congress")
    for position, row in enumerate(data["editions"], 1):
        days = dates[row["slug"]]
        congress = Congress.objects.create(
            slug=row["slug"],
            number=position,
            kind=row["kind"],
            state=CongressState.OPEN if row["state"] == CongressState.FINISHED else row["state"],
            is_listed=row["is_listed"],
            is_demo=True,
            name=row["name"],
            theme=row["theme"],
            description=row["description"],
            venue=row["venue"],
            address=row["address"],
            host=hosts[row["host"]],
            timezone=row["timezone"],
            starts_on=days.starts_on,
            ends_on=days.ends_on,
            languages=row["languages"],
            parts=row.get("parts") or every_part(),
            territorial_network=TerritorialNetwork.objects.filter(code=TERRITORIES.get(row["slug"], "")).first(),
            published_at=min(now, before(days.starts_on, MINUTES_A_DAY * 30)) - timedelta(days=PUBLISHED),
            primary_colour=row["primary_colour"],
            accent_colour=row["accent_colour"],
            reply_to=row["reply_to"],
        )
        axes = {axis["code"]: axis for axis in data["axes"]}
        Axis.objects.bulk_create(
            Axis(congress=congress, code=code, name=axes[code]["name"], position=n)
            for n, code in enumerate(row["axes"])
        )
        Counter.objects.create(congress=congress)
        made[row["slug"]] = congress
    load_hosts(made)
    load_pages(made, now)
    for congress in made.values():
        ensure_key(congress=congress, now=now)
    return made


def load_terms(congresses: dict[str, Congress], books: dict[str, Book], today: date) -> None:
    data = load("categories")
    opens = before(today, 60 * 24 * int(data["opens_days_before_today"]))
    main = congresses[DEMO]
    Terms.objects.create(
        congress=main, book=books[DEMO], opens_at=opens, places=data["places"], transfer_days=30, tax_rate=21
    )
    early_until = end_of_day(main.starts_on - timedelta(days=30), main.timezone)
    for n, row in enumerate(data["categories"]):
        category = _category(main, row, n)
        early, standard = (Money.parse(row["fees"][period], row["currency"]) for period in ("early", "standard"))
        if early == standard:
            Fee.objects.create(category=category, minor=early.minor, currency=row["currency"])
            continue
        Fee.objects.create(category=category, minor=early.minor, currency=row["currency"], ends_at=early_until)
        Fee.objects.create(category=category, minor=standard.minor, currency=row["currency"], starts_at=early_until)
    for n, row in enumerate(data["add_ons"]):
        extra = AddOn.objects.create(
            congress=main,
            code=row["code"],
            name=row["name"],
            description=row["description"],
            places=row["places"],
            position=n,
        )
        Fee.objects.create(add_on=extra, minor=Money.parse(row["fee"], row["currency"]).minor, currency=row["currency"])
    for slug, rows in data["other_editions"].items():
        closed = end_of_day(congresses[slug].ends_on, congresses[slug].timezone)
        Terms.objects.create(
            congress=congresses[slug], book=books[slug], closes_at=closed, transfer_days=30, tax_rate=21
        )
        for n, row in enumerate(rows):
            category = _category(congresses[slug], row, n)
            fee = Money.parse(row["fee"], row["currency"])
            Fee.objects.create(category=category, minor=fee.minor, currency=row["currency"])


ELIGIBILITY = {(DEMO, "member"): "member_city", (MEETING, "delegate"): "member_city"}


def _category(congress: Congress, row: dict[str, Any], position: int) -> Category:
    invited = "invitation" in row["needs"] or "main_registration" in row["needs"]
    return Category.objects.create(
        congress=congress,
        code=row["code"],
        name=row["name"],
        description=row.get("description") or row["included"],
        # Standings are today's; the past edition's cities were in order when it took place.
        eligibility="invitation" if invited else ELIGIBILITY.get((congress.slug, row["code"]), "anyone"),
        needs=[need for need in row["needs"] if need in ("city", "proof", "approval")],
        places=row["places"],
        has_waiting_list=row["waiting_list"],
        is_for_delegations=row.get("for_delegations", True),
        colour=BANDS[position % len(BANDS)],
        position=position,
    )


POINTS = {
    "entrance": {"en": "Entrance", "es": "Entrada", "fr": "Entrée", "pt": "Entrada"},
    "lunch": {"en": "Lunch", "es": "Almuerzo", "fr": "Déjeuner", "pt": "Almoço"},
}


def load_points(congresses: dict[str, Congress]) -> None:
    """`entrance` (no time rule) and `lunch` (once a day) in every edition that people come to."""
    for congress in congresses.values():
        Point.objects.create(
            congress=congress, code="entrance", name=POINTS["entrance"], rules={"once": "ever"}, position=0
        )
        Point.objects.create(
            congress=congress, code="lunch", name=POINTS["lunch"], rules={"once": "day", "shows": []}, position=1
        )


def load_calls(congresses: dict[str, Congress], today: date) -> dict[str, Call]:
    """The call for experiences (closed), the award and the pilot cities (open), and the past edition's call."""
    data = load("congress")
    spec = data["call"]
    day = 60 * 24
    made = {
        "experiences": _call(congresses[DEMO], spec, _form(spec), before(today, day * spec["opens_days_before_today"]),
                             before(today, day * spec["closes_days_before_today"]), spec["per_city"]),
    }  # fmt: skip
    for kind in ("award", "pilot"):
        more = data[kind]
        closes = before(today, -day * more["closes_days_after_today"])
        opens = before(today, day * more["opens_days_before_today"])
        whole = {**spec, **data["award"], **more}
        made[kind] = _call(congresses[DEMO], whole, _form(spec), opens, closes, more["per_city"], kind=kind)
    past = congresses[PAST]
    start = before(past.starts_on, day * 300)
    made["past"] = _call(past, spec, _form(spec), start, before(past.starts_on, day * 150), spec["per_city"])
    return made


def _form(spec: dict[str, Any]) -> Form:
    """A form of its own for each call: one may be changed while another is closed."""
    names = ("code", "label", "help", "max_length", "options", "file_kinds", "max_megabytes", "condition")
    rows = [
        {
            "kind": row.get("kind", "long_text"),
            "audience": row.get("audience", "committee"),
            "is_required": row["required"],
            **{name: row[name] for name in names if name in row},
        }
        for row in spec["questions"]
    ]
    return build_form(name="Experiences", questions=rows)


def _call(
    congress: Congress,
    spec: dict[str, Any],
    form: Form | None,
    opens: datetime,
    closes: datetime,
    per_city: int,
    *,
    kind: str = "experiences",
) -> Call:
    # Calls open and close at the ends of days where the congress is.
    opens, closes = (end_of_day(moment.date(), congress.timezone) for moment in (opens, closes))
    call = Call.objects.create(
        congress=congress,
        code=spec["code"],
        kind=kind,
        title=spec["name"],
        guidance={lang: _plain(blocks) for lang, blocks in spec["guidance"].items()},
        opens_at=opens,
        closes_at=closes,
        eligibility=spec.get("eligibility", "any"),
        per_city_max=per_city,
        presenters_due_on=congress.starts_on - timedelta(days=30) if kind == "experiences" else None,
        languages=spec["languages"],
        form=form,
        position=("experiences", "award", "pilot").index(kind),
    )
    Format.objects.bulk_create(
        Format(call=call, code=row["code"], name=row["name"], minutes=row["minutes"], position=n)
        for n, row in enumerate(spec["formats"])
    )
    Criterion.objects.bulk_create(
        Criterion(
            call=call,
            code=row["code"],
            name=row["name"],
            weight=row["weight"],
            # The data anchors 0, 3 and 5; scores begin at 1.
            anchors={"1": row["anchors"]["0"], "3": row["anchors"]["3"], "5": row["anchors"]["5"]},
            position=n,
        )
        for n, row in enumerate(spec["criteria"])
    )
    return call


def _plain(blocks: list[dict[str, Any]]) -> str:
    parts = []
    for block in blocks:
        parts.append(block.get("h") or block.get("p") or "\n".join(f"– {item}" for item in block.get("ul", [])))
    return "\n\n".join(parts)
