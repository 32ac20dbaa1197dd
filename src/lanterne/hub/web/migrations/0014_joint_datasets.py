import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workspace", "0013_page_keys"),
    ]

    operations = [
        migrations.AddField(
            model_name="dataset",
            name="joint",
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name="run",
            name="case_file",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="runs",
                to="workspace.casefile",
            ),
        ),
    ]
