"""Makes the API's description, once everything that was noted for it has been told."""

from typing import Any

from drf_spectacular.generators import SchemaGenerator

from common.api.schema import apply


class Generator(SchemaGenerator):
    """As drf-spectacular's, for the command and the pages alike."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        apply()
        super().__init__(*args, **kwargs)
