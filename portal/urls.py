"""Addresses of the pages that gather from all rooms."""

from django.urls import URLPattern, path

from portal import feeds
from portal.web import (
    audit,
    book,
    brand,
    city,
    components,
    congresses,
    copied,
    copying,
    demo,
    entity,
    experiences,
    exporting,
    home,
    importing,
    letter_texts,
    manage,
    me,
    network,
    new_congress,
    openings,
    publishing,
    settings,
    stages,
    start,
    translation,
    translation_file,
)

plain: list[URLPattern] = [
    path("", home.root, name="portal-root"),
    path("brand/<slug:congress>.<str:digest>.css", brand.stylesheet, name="portal-brand"),
    *[
        path(f"feeds/experiences.{kind}", feeds.bank_file, {"kind": kind}, name=f"portal-bank-{kind}")
        for kind in feeds.KINDS
    ],
    *[
        path(f"feeds/<slug:congress>/experiences.{kind}", feeds.file, {"kind": kind}, name=f"portal-experiences-{kind}")
        for kind in feeds.KINDS
    ],
    path("pictures/<slug:congress>/<str:kind>/<str:name>", brand.picture, name="portal-picture"),
    path("demo/", demo.doors, name="portal-demo"),
    path("demo/sign-in/<slug:persona>/", demo.sign_in, name="portal-demo-sign-in"),
    path("demo/outbox/", demo.outbox, name="portal-demo-outbox"),
    path("demo/outbox/<int:pk>/", demo.letter, name="portal-demo-letter"),
    path("demo/outbox/<int:pk>/files/<int:index>/", demo.attachment, name="portal-demo-attachment"),
]
api: list[URLPattern] = []
pages: list[URLPattern] = [
    path("", home.home, name="portal-home"),
    path("accessibility/", home.accessibility, name="portal-accessibility"),
    path("privacy/", home.privacy, name="portal-privacy"),
    path("components/", components.components, name="portal-components"),
    path("me/", me.me, name="portal-me"),
    path("start/", start.start, name="portal-start"),
    path("me/cities/<slug:slug>/", city.city, name="portal-city"),
    path("me/cities/<slug:slug>/people/new/", city.propose, name="portal-city-propose"),
    path("me/cities/<slug:slug>/dues/<int:pk>/", city.dues, name="portal-city-dues"),
    path("me/cities/<slug:slug>/invoices/", city.identity, name="portal-city-identity"),
    path("network/", network.start, name="portal-network"),
    path("network/congresses/", congresses.congresses, name="portal-congresses"),
    path("network/congresses/new/", new_congress.new, name="portal-congress-new"),
    path("network/congresses/import/", importing.upload, name="portal-import"),
    path("network/congresses/import/preview/", importing.preview, name="portal-import-preview"),
    path("network/congresses/import/discard/", importing.discard, name="portal-import-discard"),
    path("network/congresses/import/<int:pk>/", importing.outcome, name="portal-import-job"),
    path("network/congresses/new/<slug:step>/", new_congress.new, name="portal-congress-new-step"),
    path("experiences/", experiences.bank_page, name="portal-bank"),
    path("<slug:congress>/", home.congress_home, name="portal-congress"),
    path("<slug:congress>/experiences/", experiences.listing, name="portal-experiences"),
    path("<slug:congress>/experiences/book/", book.book, name="portal-book"),
    path("<slug:congress>/experiences/book.pdf", book.download, name="portal-book-file"),
    path("<slug:congress>/experiences/<str:code>/", experiences.experience, name="portal-experience"),
    path(
        "<slug:congress>/experiences/<str:code>/files/<slug:key>/",
        experiences.answer_file,
        name="portal-experience-file",
    ),
    path("<slug:congress>/manage/", manage.manage, name="portal-manage"),
    path("<slug:congress>/manage/letters/", manage.outbox, name="portal-outbox"),
    path("<slug:congress>/manage/letters/<int:pk>/", manage.letter, name="portal-letter"),
    path("<slug:congress>/manage/letters/texts/", letter_texts.letter_texts, name="portal-letter-texts"),
    path("<slug:congress>/manage/letters/texts/<slug:code>/", letter_texts.letter_text, name="portal-letter-text"),
    path("<slug:congress>/manage/translations/", translation.translations, name="portal-translations"),
    path(
        "<slug:congress>/manage/translations/files/<int:pk>/", translation_file.outcome, name="portal-translation-job"
    ),
    path("<slug:congress>/manage/translations/<slug:language>/", translation.translation, name="portal-translation"),
    path(
        "<slug:congress>/manage/translations/<slug:language>/file/",
        translation_file.export,
        name="portal-translation-file",
    ),
    path(
        "<slug:congress>/manage/translations/<slug:language>/import/",
        translation_file.upload,
        name="portal-translation-import",
    ),
    path(
        "<slug:congress>/manage/translations/<slug:language>/import/preview/",
        translation_file.preview,
        name="portal-translation-preview",
    ),
    path("<slug:congress>/manage/look/", manage.look, name="portal-look"),
    path("<slug:congress>/manage/copy/", copying.copy, name="portal-copy"),
    path("<slug:congress>/manage/copied/", copied.copied, name="portal-copied"),
    path("<slug:congress>/manage/publish/", publishing.publish, name="portal-publish"),
    path("<slug:congress>/manage/publish/<slug:step>/", stages.take, name="portal-publish-step"),
    path("<slug:congress>/manage/openings/", openings.openings, name="portal-openings"),
    path("<slug:congress>/manage/export/", exporting.export, name="portal-export"),
    path("<slug:congress>/manage/export/<slug:once>/", exporting.outcome, name="portal-export-job"),
    path("<slug:congress>/manage/export/<slug:once>/file/", exporting.download, name="portal-export-file"),
    path("<slug:congress>/manage/settings/", settings.general, name="portal-settings"),
    path("<slug:congress>/manage/settings/parts/", settings.parts, name="portal-settings-parts"),
    path("<slug:congress>/manage/settings/entity/", entity.entity, name="portal-settings-entity"),
    path("<slug:congress>/manage/audit/", audit.audit_trail, name="portal-audit"),
]
