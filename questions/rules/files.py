"""Names of files that are sent as answers. Pure."""

_ENDINGS = {
    "application/pdf": ("pdf",),
    "image/png": ("png",),
    "image/jpeg": ("jpg", "jpeg"),
    "image/webp": ("webp",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ("docx",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ("xlsx",),
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ("pptx",),
    "application/vnd.oasis.opendocument.text": ("odt",),
    "application/vnd.oasis.opendocument.spreadsheet": ("ods",),
    "application/vnd.oasis.opendocument.presentation": ("odp",),
}
_PICTURES = frozenset({"png", "jpg", "jpeg", "webp"})  # pictures are drawn anew, so any of these may become another
_KNOWN = frozenset(ending for endings in _ENDINGS.values() for ending in endings)
# How file pickers are told what a question takes.
ACCEPTED = {
    "pdf": (".pdf",),
    "image": (".png", ".jpg", ".jpeg", ".webp"),
    "document": (".docx", ".odt"),
    "spreadsheet": (".xlsx", ".ods"),
    "slides": (".pptx", ".odp"),
}


def ending(content_type: str) -> str:
    """The ending that a file of this type has: "pdf"; "bin" for any other type."""
    return _ENDINGS.get(content_type, ("bin",))[0]


def claims_another(name: str, content_type: str) -> bool:
    """Whether the name of a file says that it is something else; a name without a known ending says nothing."""
    claimed = name.rpartition(".")[2].lower() if "." in name else ""
    if claimed not in _KNOWN or claimed in _ENDINGS.get(content_type, ()):
        return False
    return not (claimed in _PICTURES and content_type.startswith("image/"))


def given_name(stem: str, content_type: str) -> str:
    """The name under which a file is handed out, which tells nobody what its author called it."""
    return f"{stem}.{ending(content_type)}"
