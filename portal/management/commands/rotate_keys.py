"""`manage.py rotate_keys`: seals everything again under the first of DATA_KEYS."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from common import clock
from common.actors import Actor
from portal.actions.rotation import rotate_keys


class Command(BaseCommand):
    help = (
        "Seals again, under the first of DATA_KEYS, what the older keys sealed; may be interrupted and repeated. "
        "Keep the older keys in DATA_KEYS as long as links of older letters shall work (older_links); with --reissue "
        "those links end, and people are sent a new one when they ask."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--reissue", action="store_true", help="end links that hang on older keys")

    def handle(self, *args: Any, reissue: bool, **options: Any) -> None:
        done = rotate_keys(reissue=reissue, by=Actor.system("rotate_keys"), now=clock.now(), say=self.stderr.write)
        self.stdout.write(json.dumps(asdict(done)))
        if not done.is_whole:
            raise CommandError(
                "Some rows are sealed under a key that DATA_KEYS no longer names. Put it back and repeat."
            )
