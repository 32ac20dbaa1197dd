from typing import Any

from django.db import migrations


def say_anew(apps: Any, schema_editor: Any) -> None:
    """Take names of columns out of clear where no codebook is in force yet.

    They may come from a draft, or from a first row that is no header. What the draft leaves out
    stands in the draft, encrypted; who is who is said once more, and goes there too.
    """
    waiting = apps.get_model("workspace", "Dataset").objects.exclude(draft="")
    waiting.filter(codebook="", codebook_name="").update(subject_id="", household="", ignored=[])


class Migration(migrations.Migration):
    dependencies = [
        ("workspace", "0004_in_their_order"),
    ]

    operations = [migrations.RunPython(say_anew, migrations.RunPython.noop)]
