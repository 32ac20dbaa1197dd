from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_invitations_and_providers"),
    ]

    operations = [
        migrations.AddField(
            model_name="organisation",
            name="policy",
            field=models.TextField(default="usual"),
        ),
    ]
