from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workspace", "0008_mappings"),
    ]

    operations = [
        migrations.AddField(
            model_name="dataset",
            name="form",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="dataset",
            name="form_sent",
            field=models.CharField(blank=True, max_length=64),
        ),
    ]
