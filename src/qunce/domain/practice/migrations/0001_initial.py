import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("campaigns", "0001_initial"),
        ("organisations", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Project",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="campaigns.campaign",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.unit",
                    ),
                ),
                (
                    "aim",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="campaigns.aim",
                    ),
                ),
                ("title", models.CharField(max_length=80)),
                ("what_for", models.CharField(max_length=500)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.post",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.place",
                    ),
                ),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("going", "Under way"),
                            ("finished", "Finished"),
                            ("given_up", "Given up"),
                        ],
                        default="planned",
                        max_length=20,
                    ),
                ),
                ("result", models.TextField(blank=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "source_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "The unit's own idea"),
                            ("problem", "A problem on the list"),
                            ("session_line", "A study session"),
                        ],
                        default="",
                        max_length=20,
                    ),
                ),
                ("source_id", models.PositiveBigIntegerField(blank=True, null=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.post",
                    ),
                ),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "ordering": ("ends_on", "id"),
                "indexes": [
                    models.Index(fields=["unit", "state", "ends_on"], name="project_of_unit")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["planned", "going", "finished", "given_up"])
                        ),
                        name="project_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="project_has_a_title"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("what_for", ""), _negated=True),
                        name="project_says_what_it_is_for",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                        name="project_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ended_at__isnull", False),
                                ("state__in", ("finished", "given_up")),
                                models.Q(("result", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state__in", ("finished", "given_up")), _negated=True),
                                ("ended_at__isnull", True),
                                ("result", ""),
                            ),
                            _connector="OR",
                        ),
                        name="project_ended_says_its_result_or_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("source_id__isnull", True), ("source_kind", "")),
                            models.Q(
                                ("source_id__isnull", False),
                                ("source_kind__in", ("problem", "session_line")),
                            ),
                            _connector="OR",
                        ),
                        name="project_source_is_named_whole",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("source_id__isnull", False)),
                        fields=("source_kind", "source_id"),
                        name="project_comes_from_its_source_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProjectStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="practice.project",
                    ),
                ),
                ("text", models.CharField(max_length=200)),
                ("due_on", models.DateField()),
                ("done_on", models.DateField(blank=True, null=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.post",
                    ),
                ),
                ("added_at", models.DateTimeField()),
            ],
            options={
                "ordering": ("due_on", "id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="project_step_says_what",
                    ),
                    models.UniqueConstraint(
                        fields=("project", "text", "due_on"), name="project_step_stands_once"
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Promise",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="campaigns.campaign",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.unit",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.post",
                    ),
                ),
                (
                    "aim",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="campaigns.aim",
                    ),
                ),
                ("text", models.CharField(max_length=200)),
                ("standard", models.CharField(max_length=500)),
                ("due_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Promised"),
                            ("said_kept", "Said to be kept, not yet judged"),
                            ("kept", "Kept"),
                            ("not_kept", "Not kept"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="open",
                        max_length=20,
                    ),
                ),
                ("said_kept", models.TextField(blank=True)),
                (
                    "said_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.post",
                    ),
                ),
                (
                    "said_unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.unit",
                    ),
                ),
                (
                    "sayer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("said_at", models.DateTimeField(blank=True, null=True)),
                (
                    "judged_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.post",
                    ),
                ),
                (
                    "judging_unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.unit",
                    ),
                ),
                (
                    "judge",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "judged_from",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("residents", "What people said here"),
                            ("asked", "Asked people on the spot"),
                            ("seen", "Went and saw"),
                        ],
                        max_length=20,
                    ),
                ),
                ("judgement", models.TextField(blank=True)),
                ("judged_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_because", models.TextField(blank=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("made_at", models.DateTimeField()),
                ("reminded_at", models.DateTimeField(blank=True, null=True)),
                ("late_told_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ("due_on", "id"),
                "indexes": [
                    models.Index(fields=["unit", "state", "due_on"], name="promise_of_unit")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["open", "said_kept", "kept", "not_kept", "withdrawn"])
                        ),
                        name="promise_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="promise_says_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("standard", ""), _negated=True),
                        name="promise_has_a_standard",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("said_kept", "kept")), _negated=True),
                            models.Q(
                                ("said_at__isnull", False),
                                ("said_by__isnull", False),
                                ("said_unit__isnull", False),
                                ("sayer__isnull", False),
                                models.Q(("said_kept", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="promise_said_kept_says_what_was_done",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("judge__isnull", False),
                                ("judged_at__isnull", False),
                                ("judged_by__isnull", False),
                                ("judged_from__in", ["residents", "asked", "seen"]),
                                ("judging_unit__isnull", False),
                                ("state__in", ("kept", "not_kept")),
                                models.Q(("judgement", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state__in", ("kept", "not_kept")), _negated=True),
                                ("judge__isnull", True),
                                ("judged_at__isnull", True),
                                ("judged_by__isnull", True),
                                ("judged_from", ""),
                                ("judgement", ""),
                                ("judging_unit__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="promise_judged_says_by_whom_and_from_what",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("judged_by__isnull", True),
                            models.Q(
                                models.Q(("judged_by", models.F("post")), _negated=True),
                                models.Q(
                                    ("said_by__isnull", True),
                                    models.Q(("judged_by", models.F("said_by")), _negated=True),
                                    _connector="OR",
                                ),
                                models.Q(
                                    ("sayer__isnull", True),
                                    models.Q(("judge", models.F("sayer")), _negated=True),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="promise_is_not_judged_by_the_promiser",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("judging_unit__isnull", True),
                            models.Q(
                                models.Q(("judging_unit", models.F("unit")), _negated=True),
                                models.Q(
                                    ("said_unit__isnull", True),
                                    models.Q(
                                        ("judging_unit", models.F("said_unit")), _negated=True
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="promise_is_judged_by_another_unit",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state", "withdrawn"),
                                ("withdrawn_at__isnull", False),
                                models.Q(("withdrawn_because", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state", "withdrawn"), _negated=True),
                                ("withdrawn_at__isnull", True),
                                ("withdrawn_because", ""),
                            ),
                            _connector="OR",
                        ),
                        name="promise_withdrawn_has_a_reason",
                    ),
                    models.UniqueConstraint(
                        fields=("campaign", "unit", "text"), name="promise_is_made_once_by_a_unit"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LeaderComment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="comments",
                        to="practice.project",
                    ),
                ),
                (
                    "promise",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="comments",
                        to="practice.promise",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.post",
                    ),
                ),
                ("words", models.TextField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ("id",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("project__isnull", False), ("promise__isnull", True)),
                            models.Q(("project__isnull", True), ("promise__isnull", False)),
                            _connector="OR",
                        ),
                        name="comment_is_on_a_project_or_a_promise",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True),
                        name="comment_says_something",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="ResidentView",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="views",
                        to="practice.project",
                    ),
                ),
                (
                    "promise",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="views",
                        to="practice.promise",
                    ),
                ),
                (
                    "says",
                    models.CharField(
                        choices=[
                            ("done", "Done"),
                            ("partly", "Partly done"),
                            ("not", "Not done"),
                            ("cannot_tell", "Cannot tell"),
                        ],
                        max_length=20,
                    ),
                ),
                ("words", models.TextField(blank=True)),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("web", "Web page"),
                            ("paper", "Paper slip"),
                            ("told", "Told to a helper"),
                        ],
                        max_length=20,
                    ),
                ),
                ("submission", models.CharField(max_length=32, unique=True)),
                (
                    "noted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.post",
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "words_state",
                    models.CharField(
                        choices=[
                            ("none", "No words"),
                            ("waiting", "Wait to be read through for names"),
                            ("shown", "Shown as they were said"),
                            ("masked", "Shown, with names made unreadable"),
                            ("withheld", "Not shown"),
                        ],
                        default="none",
                        max_length=20,
                    ),
                ),
                ("public_words", models.TextField(blank=True)),
                ("withheld_because", models.CharField(blank=True, max_length=500)),
                (
                    "checked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.post",
                    ),
                ),
                ("checked_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ("id",),
                "indexes": [
                    models.Index(fields=["words_state", "id"], name="view_to_read_through")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("project__isnull", False), ("promise__isnull", True)),
                            models.Q(("project__isnull", True), ("promise__isnull", False)),
                            _connector="OR",
                        ),
                        name="view_is_of_a_project_or_a_promise",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("says__in", ["done", "partly", "not", "cannot_tell"])),
                        name="view_is_one_of_four",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("channel", "web"), ("noted_by__isnull", True)),
                            models.Q(
                                ("channel__in", ("paper", "told")), ("noted_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="view_written_down_says_by_whom",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("words", ""), ("words_state", "none")),
                            models.Q(
                                models.Q(("words", ""), _negated=True),
                                ("words_state__in", ("waiting", "shown", "masked", "withheld")),
                            ),
                            _connector="OR",
                        ),
                        name="view_with_words_is_to_be_read_through",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("checked_at__isnull", False),
                                ("checked_by__isnull", False),
                                ("words_state__in", ("shown", "masked", "withheld")),
                            ),
                            models.Q(
                                models.Q(
                                    ("words_state__in", ("shown", "masked", "withheld")),
                                    _negated=True,
                                ),
                                ("checked_at__isnull", True),
                                ("checked_by__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="view_read_through_says_by_whom",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("words_state__in", ("shown", "masked")),
                                models.Q(("public_words", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("words_state__in", ("shown", "masked")), _negated=True),
                                ("public_words", ""),
                            ),
                            _connector="OR",
                        ),
                        name="view_is_shown_only_when_read_through",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("words_state", "withheld"),
                                models.Q(("withheld_because", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("words_state", "withheld"), _negated=True),
                                ("withheld_because", ""),
                            ),
                            _connector="OR",
                        ),
                        name="view_withheld_has_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Turn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="turns",
                        to="practice.project",
                    ),
                ),
                (
                    "promise",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="turns",
                        to="practice.promise",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("begun", "Put up"),
                            ("going", "Started"),
                            ("step_done", "Step done"),
                            ("finished", "Finished"),
                            ("given_up", "Given up"),
                            ("promised", "Promised"),
                            ("said_kept", "Said to be kept"),
                            ("kept", "Judged: kept"),
                            ("not_kept", "Judged: not kept"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.post",
                    ),
                ),
                ("words", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ("id",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("project__isnull", False), ("promise__isnull", True)),
                            models.Q(("project__isnull", True), ("promise__isnull", False)),
                            _connector="OR",
                        ),
                        name="turn_is_of_a_project_or_a_promise",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "begun",
                                    "going",
                                    "step_done",
                                    "finished",
                                    "given_up",
                                    "promised",
                                    "said_kept",
                                    "kept",
                                    "not_kept",
                                    "withdrawn",
                                ],
                            )
                        ),
                        name="turn_is_known",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Target",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="campaigns.campaign",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.unit",
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        choices=[
                            (
                                "problems_confirmed",
                                "Problems confirmed as fixed by those concerned",
                            ),
                            ("problems_lasting", "Problems still good at the second look"),
                            ("promises_kept", "Promises judged to be kept"),
                            ("projects_finished", "Projects finished"),
                            ("places_in_order", "Places in order at the last check"),
                            ("answered_in_time", "Messages answered in time"),
                        ],
                        max_length=30,
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("by_on", models.DateField()),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.post",
                    ),
                ),
                ("set_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "ordering": ("unit__path", "by_on", "id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "what__in",
                                [
                                    "problems_confirmed",
                                    "problems_lasting",
                                    "promises_kept",
                                    "projects_finished",
                                    "places_in_order",
                                    "answered_in_time",
                                ],
                            )
                        ),
                        name="target_counts_something_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1), ("number__lte", 100000)),
                        name="target_is_a_believable_number",
                    ),
                    models.UniqueConstraint(
                        fields=("campaign", "unit", "what"), name="target_is_set_once_by_a_unit"
                    ),
                ],
                "indexes": [],
            },
        ),
    ]
