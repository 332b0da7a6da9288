from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("congress", "0009_assignment_plan")]

    operations = [
        migrations.AddField(
            model_name="decision",
            name="is_proposed",
            field=models.BooleanField(default=False),
        ),
    ]
