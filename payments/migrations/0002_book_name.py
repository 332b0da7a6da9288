"""A book is named in every language of its readers; until now the one name was English."""

import common.fields
from django.db import migrations, models


def translate(apps, schema_editor):
    for book in apps.get_model("payments", "Book").objects.all():
        book.name = {"en": book.only_name}
        book.save(update_fields=["name"])


def untranslate(apps, schema_editor):
    for book in apps.get_model("payments", "Book").objects.all():
        book.only_name = common.fields.pick(book.name, "en")[:200]
        book.save(update_fields=["only_name"])


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial")]

    operations = [
        migrations.RenameField("book", "name", "only_name"),
        migrations.AlterField("book", "only_name", models.CharField(default="", max_length=200)),
        migrations.AddField("book", "name", common.fields.TranslatedField()),
        migrations.RunPython(translate, untranslate),
        migrations.RemoveField("book", "only_name"),
    ]
