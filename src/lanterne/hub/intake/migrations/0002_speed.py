from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0001_initial"),
        ("people", "0003_gate_policy"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="nametoken",
            name="people_by_token",
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["organisation", "worker", "closed", "-number", "-created"], name="own_cases"
            ),
        ),
        migrations.AddIndex(
            model_name="nametoken",
            index=models.Index(fields=["organisation", "token", "person"], name="people_by_token"),
        ),
    ]
