"""Compiled templates are kept as long as they are in use: all of them together are a tenth of a web worker."""

from collections import OrderedDict
from typing import Any

from django.template import Origin, Template
from django.template.loaders import cached

MOST = 160  # templates; those of participants' busiest pages, with all their parts, are about sixty


class Loader(cached.Loader):
    """Django's cached loader that forgets what has not been asked for the longest."""

    def __init__(self, engine: Any, loaders: Any) -> None:
        super().__init__(engine, loaders)
        self.get_template_cache: OrderedDict[str, Any] = OrderedDict()

    def get_template(self, template_name: str, skip: list[Origin] | None = None) -> Template:
        found = super().get_template(template_name, skip)
        key = self.cache_key(template_name, skip)
        kept = self.get_template_cache
        try:
            kept.move_to_end(key)
            while len(kept) > MOST:
                kept.popitem(last=False)
        except KeyError:  # another thread has just forgotten it, or emptied them all
            pass
        return found
