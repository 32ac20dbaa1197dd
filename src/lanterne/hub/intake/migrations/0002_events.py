import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created", models.DateTimeField(auto_now_add=True)),
                ("number", models.PositiveBigIntegerField(db_index=True, editable=False)),
                (
                    "state",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("proposed", "proposed"),
                            ("accepted", "accepted"),
                            ("refused", "refused"),
                            ("due", "due"),
                            ("done", "done"),
                            ("revoked", "revoked"),
                        ],
                        default="",
                        max_length=12,
                    ),
                ),
                ("on", models.DateField()),
                ("due", models.DateField(null=True)),
                ("sealed", models.BinaryField()),
                ("revision", models.PositiveIntegerField(default=1)),
                ("written", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("identification", "identification"),
                            ("exploitation", "exploitation"),
                            ("assistance", "assistance"),
                            ("referral", "referral"),
                            ("follow-up", "follow-up"),
                            ("closed", "closed"),
                            ("reopened", "reopened"),
                            ("note", "note"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="intake.case",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="EarlierEvent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created", models.DateTimeField(auto_now_add=True)),
                ("number", models.PositiveBigIntegerField(db_index=True, editable=False)),
                (
                    "state",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("proposed", "proposed"),
                            ("accepted", "accepted"),
                            ("refused", "refused"),
                            ("due", "due"),
                            ("done", "done"),
                            ("revoked", "revoked"),
                        ],
                        default="",
                        max_length=12,
                    ),
                ),
                ("on", models.DateField()),
                ("due", models.DateField(null=True)),
                ("sealed", models.BinaryField()),
                ("revision", models.PositiveIntegerField(default=1)),
                ("written", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="earlier",
                        to="intake.event",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["kind", "state", "due"], name="events_to_be_done"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["kind", "on"], name="events_of_a_month"),
        ),
        migrations.AddConstraint(
            model_name="earlierevent",
            constraint=models.UniqueConstraint(
                fields=("event", "revision"), name="one_event_of_a_revision"
            ),
        ),
    ]
