from typing import Any

from django.db import migrations, models

from lanterne.hub.people.made import number_by_clock


def number(apps: Any, schema_editor: Any) -> None:
    number_by_clock(apps.get_model("jobs", "Job"))


class Migration(migrations.Migration):
    dependencies = [
        ("jobs", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="job",
            name="number",
            field=models.PositiveBigIntegerField(db_index=True, default=0, editable=False),
            preserve_default=False,
        ),
        migrations.RunPython(number, migrations.RunPython.noop),
    ]
