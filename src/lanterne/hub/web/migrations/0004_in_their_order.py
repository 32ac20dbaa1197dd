from typing import Any

from django.db import migrations, models

from lanterne.hub.people.made import number_by_clock

KINDS = ("Dataset", "CaseFile", "Run", "Report", "Submission", "Decision", "Publication")


def number(apps: Any, schema_editor: Any) -> None:
    number_by_clock(*(apps.get_model("workspace", kind) for kind in KINDS))


class Migration(migrations.Migration):
    dependencies = [
        ("workspace", "0003_names_in_public"),
    ]

    operations = [
        *(
            migrations.AddField(
                model_name=kind.lower(),
                name="number",
                field=models.PositiveBigIntegerField(db_index=True, default=0, editable=False),
                preserve_default=False,
            )
            for kind in KINDS
        ),
        migrations.RunPython(number, migrations.RunPython.noop),
    ]
