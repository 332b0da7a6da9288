"""Compiled templates are kept while they are in use."""

from django.template import Engine

from common.web import templates


def engine() -> Engine:
    pages = {f"{number}.html": str(number) for number in range(5)}
    return Engine(loaders=[("common.web.templates.Loader", [("django.template.loaders.locmem.Loader", pages)])])


def test_the_longest_unused_template_is_forgotten(monkeypatch) -> None:
    monkeypatch.setattr(templates, "MOST", 3)
    made = engine()
    kept = made.template_loaders[0].get_template_cache
    first = made.get_template("0.html")
    for number in (1, 2, 0, 3):
        made.get_template(f"{number}.html")
    assert sorted(kept) == ["0.html", "2.html", "3.html"]
    assert made.get_template("0.html") is first
    assert made.get_template("1.html").source == "1"
