"""`manage.py verify_log [--congress SLUG] [--call CODE]`: walks the sealed logs; exit 1 names the first broken link."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from congress.models import Call, guards
from congress.queries.log import verified


class Command(BaseCommand):
    help = "Verifies the sealed decision logs: numbers without gaps, each link's digest, and the database's guards."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--congress", metavar="SLUG", help="only the calls of this congress")
        parser.add_argument("--call", metavar="CODE", help="only the calls with this code")
        parser.add_argument("--head", metavar="DIGEST", help="a digest noted earlier that has to be in the chain still")

    def handle(self, *args: Any, congress: str | None, call: str | None, head: str | None, **options: Any) -> None:
        calls = Call.objects.select_related("congress").order_by("congress__slug", "code")
        if congress:
            calls = calls.filter(congress__slug=congress)
        if call:
            calls = calls.filter(code=call)
        found = list(calls)
        if not found and (congress or call):
            raise CommandError("There is no such call.", returncode=2)
        told = [self._told(row) for row in found]
        lacking = guards.missing(connection)
        known = head is None or any(row.log.filter(digest=head).exists() for row in found)
        is_whole = known and not lacking and all(one["whole"] for one in told)
        self.stdout.write(json.dumps({"whole": is_whole, "guards_missing": lacking, "calls": told}, indent=1))
        for one in told:
            if not one["whole"]:
                self.stderr.write(
                    f"{one['congress']}/{one['call']}: link {one['broken']} does not hold ({one['fault']})"
                )
        if not known:
            self.stderr.write(f"No link has the digest {head}: the chain was cut or written anew.")
        if not is_whole:
            sys.exit(1)

    @staticmethod
    def _told(row: Call) -> dict[str, Any]:
        verdict = verified(row)
        told: dict[str, Any] = {
            "congress": row.congress.slug,
            "call": row.code,
            "links": verdict.links,
            "head": verdict.head,
            "whole": verdict.is_whole,
            "in_order_of_time": verdict.is_in_time,
        }
        return told if verdict.is_whole else {**told, "broken": verdict.broken, "fault": verdict.fault}
