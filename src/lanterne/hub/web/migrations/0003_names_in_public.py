from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workspace", "0002_drafts_and_seals"),
    ]

    operations = [
        migrations.AddField(
            model_name="decision",
            name="public_name",
            field=models.CharField(blank=True, default="", max_length=200),
        ),
    ]
