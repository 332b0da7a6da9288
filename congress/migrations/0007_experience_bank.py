"""What is searched in the experience bank, and when an author took their consent back."""

from django.db import migrations, models

from congress.rules.bank import search_text


def fill(apps, schema_editor):
    Submission = apps.get_model("congress", "Submission")
    rows = []
    for row in Submission.objects.only("title", "summary").iterator(chunk_size=500):
        row.search = search_text(row.title, row.summary)
        rows.append(row)
        if len(rows) == 500:
            Submission.objects.bulk_update(rows, ["search"])
            rows = []
    Submission.objects.bulk_update(rows, ["search"])


class Migration(migrations.Migration):
    dependencies = [
        ("congress", "0006_committee_deepened"),
    ]

    operations = [
        migrations.AddField(
            model_name="submission",
            name="consent_withdrawn_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="submission",
            name="search",
            field=models.TextField(blank=True),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
