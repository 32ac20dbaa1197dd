import uuid
from typing import Any

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import lanterne.intake.codes
from lanterne.hub.intake.sweep_postgresql import forget_statistics, secret_columns


def make_no_statistics(apps: Any, schema_editor: Any) -> None:
    """Let PostgreSQL copy nothing that is sealed into its statistics."""
    if schema_editor.connection.vendor == "postgresql":
        made = apps.get_app_config("intake").get_models()
        forget_statistics(schema_editor.connection, secret_columns(made))


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0003_gate_policy"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Case",
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
                    "code",
                    models.CharField(
                        default=lanterne.intake.codes.new_code, editable=False, max_length=9
                    ),
                ),
                ("answers", models.BinaryField()),
                ("revision", models.PositiveIntegerField(default=1)),
                ("written", models.DateTimeField(auto_now_add=True)),
                ("registered", models.DateField()),
                ("closed", models.DateField(null=True)),
                ("held_back", models.BooleanField(default=False)),
                ("why_held_back", models.BinaryField(null=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
                (
                    "worker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Certificate",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created", models.DateTimeField(auto_now_add=True)),
                ("number", models.PositiveBigIntegerField(db_index=True, editable=False)),
                ("code", models.CharField(max_length=9)),
                ("rows", models.JSONField()),
                ("swept", models.DateTimeField(null=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="EarlierAnswers",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created", models.DateTimeField(auto_now_add=True)),
                ("number", models.PositiveBigIntegerField(db_index=True, editable=False)),
                ("of", models.UUIDField(db_index=True)),
                ("revision", models.PositiveIntegerField()),
                ("answers", models.BinaryField()),
                ("written", models.DateTimeField()),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
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
        migrations.CreateModel(
            name="Household",
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
                    "code",
                    models.CharField(
                        default=lanterne.intake.codes.new_code, editable=False, max_length=9
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
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
                (
                    "worker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Intake",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created", models.DateTimeField(auto_now_add=True)),
                ("number", models.PositiveBigIntegerField(db_index=True, editable=False)),
                ("codebook", models.TextField()),
                ("ended", models.DateTimeField(null=True)),
                ("own_codes", models.BooleanField(default=False)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="intake",
                        to="people.organisation",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="NamesHolder",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created", models.DateTimeField(auto_now_add=True)),
                ("number", models.PositiveBigIntegerField(db_index=True, editable=False)),
                ("key", models.BinaryField()),
                ("handed", models.BinaryField(null=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "intake",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="holders",
                        to="intake.intake",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="OpenedNames",
            fields=[
                ("digest", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("wrapped", models.BinaryField()),
                ("until", models.DateTimeField()),
                (
                    "intake",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="intake.intake",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Perpetrator",
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
                    "code",
                    models.CharField(
                        default=lanterne.intake.codes.new_code, editable=False, max_length=9
                    ),
                ),
                ("answers", models.BinaryField()),
                ("revision", models.PositiveIntegerField(default=1)),
                ("written", models.DateTimeField(auto_now_add=True)),
                ("sealed", models.BinaryField()),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
                (
                    "worker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created", models.DateTimeField(auto_now_add=True)),
                ("number", models.PositiveBigIntegerField(db_index=True, editable=False)),
                ("answers", models.BinaryField()),
                ("revision", models.PositiveIntegerField(default=1)),
                ("written", models.DateTimeField(auto_now_add=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="links",
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
                    "perpetrator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="links",
                        to="intake.perpetrator",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Person",
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
                    "code",
                    models.CharField(
                        default=lanterne.intake.codes.new_code, editable=False, max_length=9
                    ),
                ),
                ("sealed", models.BinaryField()),
                ("revision", models.PositiveIntegerField(default=1)),
                ("rules", models.PositiveIntegerField(default=0)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
                (
                    "worker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="OwnCode",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created", models.DateTimeField(auto_now_add=True)),
                ("number", models.PositiveBigIntegerField(db_index=True, editable=False)),
                ("code", models.CharField(max_length=9, unique=True)),
                ("pin", models.CharField(max_length=200)),
                ("failed", models.PositiveSmallIntegerField(default=0)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="own_code",
                        to="intake.person",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Opening",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created", models.DateTimeField(auto_now_add=True)),
                ("number", models.PositiveBigIntegerField(db_index=True, editable=False)),
                ("reason", models.BinaryField()),
                ("until", models.DateTimeField()),
                ("seen", models.DateTimeField(null=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "seen_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="openings",
                        to="intake.person",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="NameToken",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token", models.CharField(max_length=16)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tokens",
                        to="intake.person",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HouseholdMember",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created", models.DateTimeField(auto_now_add=True)),
                ("number", models.PositiveBigIntegerField(db_index=True, editable=False)),
                ("sealed", models.BinaryField()),
                ("since", models.DateField()),
                ("until", models.DateField(null=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="members",
                        to="intake.household",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to="intake.person",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Consent",
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
                    "purpose",
                    models.CharField(
                        choices=[
                            ("assistance", "assistance"),
                            ("referral", "referral"),
                            ("statistics", "statistics"),
                            ("research", "research"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "said",
                    models.CharField(
                        choices=[
                            ("given", "given"),
                            ("refused", "refused"),
                            ("withdrawn", "withdrawn"),
                            ("not-asked", "not-asked"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "by",
                    models.CharField(
                        choices=[("person", "person"), ("guardian", "guardian"), ("both", "both")],
                        max_length=12,
                    ),
                ),
                ("on", models.DateField()),
                ("note", models.BinaryField(null=True)),
                ("by_code", models.BooleanField(default=False)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="consents",
                        to="intake.person",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="case",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="cases",
                to="intake.person",
            ),
        ),
        migrations.CreateModel(
            name="Retention",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created", models.DateTimeField(auto_now_add=True)),
                ("number", models.PositiveBigIntegerField(db_index=True, editable=False)),
                ("years", models.PositiveSmallIntegerField()),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "intake",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="retention",
                        to="intake.intake",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Team",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created", models.DateTimeField(auto_now_add=True)),
                ("number", models.PositiveBigIntegerField(db_index=True, editable=False)),
                ("title", models.BinaryField()),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "intake",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="teams",
                        to="intake.intake",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="TeamMember",
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
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "intake",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="intake.intake",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="members",
                        to="intake.team",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
        migrations.AddConstraint(
            model_name="household",
            constraint=models.UniqueConstraint(
                fields=("organisation", "code"), name="one_household_of_a_code"
            ),
        ),
        migrations.AddConstraint(
            model_name="namesholder",
            constraint=models.UniqueConstraint(
                fields=("intake", "user"), name="one_names_key_of_a_person"
            ),
        ),
        migrations.AddConstraint(
            model_name="perpetrator",
            constraint=models.UniqueConstraint(
                fields=("organisation", "code"), name="one_perpetrator_of_a_code"
            ),
        ),
        migrations.AddConstraint(
            model_name="link",
            constraint=models.UniqueConstraint(
                fields=("case", "perpetrator"), name="one_link_of_two"
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                fields=["organisation", "worker", "-number", "-created", "id"], name="own_people"
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["organisation", "rules"], name="people_by_rules"),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.UniqueConstraint(
                fields=("organisation", "code"), name="one_person_of_a_code"
            ),
        ),
        migrations.AddIndex(
            model_name="nametoken",
            index=models.Index(fields=["organisation", "token", "person"], name="people_by_token"),
        ),
        migrations.AddConstraint(
            model_name="householdmember",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until", None)),
                fields=("household", "person"),
                name="one_place_in_a_household",
            ),
        ),
        migrations.AddIndex(
            model_name="consent",
            index=models.Index(fields=["person", "purpose", "number"], name="latest_consent"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["organisation", "worker", "closed", "-number", "-created", "id"],
                name="own_cases",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(
                fields=("organisation", "code"), name="one_case_of_a_code"
            ),
        ),
        migrations.AddConstraint(
            model_name="teammember",
            constraint=models.UniqueConstraint(
                fields=("intake", "user"), name="one_team_of_a_person"
            ),
        ),
        migrations.RunPython(make_no_statistics, migrations.RunPython.noop),
    ]
