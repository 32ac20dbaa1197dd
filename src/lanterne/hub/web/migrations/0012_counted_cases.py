from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workspace", "0011_vignette_codings"),
    ]

    operations = [
        migrations.AddField(
            model_name="casefile",
            name="counted",
            field=models.CharField(blank=True, max_length=64),
        ),
    ]
