import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.text
import django.db.models.lookups
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("campaigns", "0004_guards"),
        ("gates", "0004_rounds"),
        ("organisations", "0001_initial"),
        ("problems", "0002_guards"),
    ]

    operations = [
        migrations.CreateModel(
            name="Ballot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.CharField(max_length=32, unique=True)),
                (
                    "gate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ballots",
                        to="gates.gate",
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ballots",
                        to="campaigns.campaign",
                    ),
                ),
                (
                    "asking",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ballot",
                        to="gates.asking",
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("review", "Review of the report"),
                            ("verdict", "Verdict on the result"),
                        ],
                        max_length=20,
                    ),
                ),
                ("title", models.CharField(max_length=120)),
                ("introduction", models.TextField(blank=True)),
                ("scale", models.JSONField()),
                ("own_words", models.BooleanField(default=True)),
                ("opens_on", models.DateField()),
                ("closes_on", models.DateField()),
                ("low_line", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Being prepared"),
                            ("framed", "Roll frozen"),
                            ("drawn", "Drawn"),
                            ("committed", "Slips made"),
                            ("open", "Open"),
                            ("counting", "Being counted"),
                            ("closed", "Counted"),
                            ("published", "Published"),
                            ("interrupted", "Interrupted"),
                            ("broken_off", "Broken off"),
                        ],
                        default="draft",
                        max_length=20,
                    ),
                ),
                ("everybody", models.BooleanField(default=False)),
                ("frame_root", models.CharField(blank=True, max_length=64)),
                ("dice", models.CharField(blank=True, max_length=400)),
                ("questions_sha256", models.CharField(blank=True, max_length=64)),
                ("codes_root", models.CharField(blank=True, max_length=64)),
                ("codes_key", models.CharField(blank=True, max_length=64)),
                ("printings", models.PositiveIntegerField(default=0)),
                ("counts_salt", models.CharField(blank=True, max_length=64)),
                ("recount_dice", models.CharField(blank=True, max_length=400)),
                ("recount_share", models.PositiveSmallIntegerField(default=0)),
                ("why", models.CharField(blank=True, max_length=600)),
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
                "ordering": ("-pk",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "draft",
                                    "framed",
                                    "drawn",
                                    "committed",
                                    "open",
                                    "counting",
                                    "closed",
                                    "published",
                                    "interrupted",
                                    "broken_off",
                                ],
                            )
                        ),
                        name="ballot_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("purpose__in", ["review", "verdict"])),
                        name="ballot_purpose_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="ballot_has_a_title"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("closes_on__gte", models.F("opens_on"))),
                        name="ballot_closes_after_it_opens",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("low_line__isnull", True),
                            ("low_line__range", (1, 99)),
                            _connector="OR",
                        ),
                        name="ballot_low_line_is_a_percentage",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.Exact(
                            django.db.models.functions.text.Length("uid"), 32
                        ),
                        name="ballot_uid_has_32_digits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("draft", "broken_off")),
                            models.Q(("frame_root", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="ballot_drawn_has_its_frame",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("draft", "framed", "broken_off")),
                            models.Q(("dice", ""), _negated=True),
                            ("everybody", True),
                            _connector="OR",
                        ),
                        name="ballot_drawn_has_its_dice",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("draft", "framed", "drawn", "broken_off")),
                            models.Q(
                                models.Q(("questions_sha256", ""), _negated=True),
                                models.Q(("codes_root", ""), _negated=True),
                                ("asking__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="ballot_with_slips_has_its_commitment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ("closed", "published")),
                                models.Q(("codes_key", ""), _negated=True),
                                models.Q(("counts_salt", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state__in", ("closed", "published")), _negated=True),
                                ("codes_key", ""),
                                ("counts_salt", ""),
                            ),
                            _connector="OR",
                        ),
                        name="ballot_tells_its_codes_key_only_when_counted",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("broken_off", "interrupted")), _negated=True),
                            models.Q(("why", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="ballot_given_up_has_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("recount_share__lte", 100)),
                        name="ballot_recount_is_at_most_everything",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Item",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "ballot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="ballots.ballot",
                    ),
                ),
                ("place", models.PositiveIntegerField()),
                ("text", models.CharField(max_length=200)),
                ("overall", models.BooleanField(default=False)),
            ],
            options={
                "ordering": ("ballot", "place"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("ballot", "place"), name="ballot_item_has_a_place_of_its_own"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("overall", True)),
                        fields=("ballot",),
                        name="ballot_has_one_overall_mark",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="ballot_item_asks_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Stratum",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "ballot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="strata",
                        to="ballots.ballot",
                    ),
                ),
                ("place", models.PositiveIntegerField()),
                ("name", models.CharField(max_length=80)),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.unit",
                    ),
                ),
                ("population", models.PositiveIntegerField()),
                ("sample", models.PositiveIntegerField(default=0)),
                ("issued", models.PositiveIntegerField(default=0)),
                ("buckets", models.PositiveIntegerField(default=0)),
                (
                    "joined_into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="joined",
                        to="ballots.stratum",
                    ),
                ),
                ("handed_out", models.PositiveIntegerField(blank=True, null=True)),
                ("left_over", models.PositiveIntegerField(blank=True, null=True)),
                ("spoiled", models.PositiveIntegerField(blank=True, null=True)),
                ("web", models.PositiveIntegerField(blank=True, null=True)),
                ("paper", models.PositiveIntegerField(blank=True, null=True)),
                ("invalid", models.PositiveIntegerField(default=0)),
            ],
            options={
                "verbose_name_plural": "strata",
                "ordering": ("ballot", "place"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("ballot", "name"), name="stratum_is_named_once_in_its_ballot"
                    ),
                    models.UniqueConstraint(
                        fields=("ballot", "place"), name="stratum_has_a_place_of_its_own"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="stratum_has_a_name"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("population__gte", 1)),
                        name="stratum_has_somebody_in_it",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sample__lte", models.F("population"))),
                        name="stratum_is_not_smaller_than_its_sample",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("issued", 0), ("issued__gte", models.F("sample")), _connector="OR"
                        ),
                        name="stratum_has_a_slip_for_each_drawn",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("joined_into__isnull", True),
                            models.Q(("joined_into", models.F("id")), _negated=True),
                            _connector="OR",
                        ),
                        name="stratum_is_not_joined_to_itself",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("handed_out__isnull", True),
                                ("left_over__isnull", True),
                                ("spoiled__isnull", True),
                            ),
                            models.Q(
                                ("handed_out__isnull", False),
                                ("left_over__isnull", False),
                                ("spoiled__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="stratum_is_counted_by_hand_as_a_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("paper__isnull", True), ("web__isnull", True)),
                            models.Q(
                                (
                                    "handed_out__gte",
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("web"), "+", models.F("paper")
                                        ),
                                        "+",
                                        models.F("spoiled"),
                                    ),
                                ),
                                ("handed_out__isnull", False),
                                (
                                    "issued",
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("handed_out"), "+", models.F("left_over")
                                    ),
                                ),
                                ("paper__isnull", False),
                                ("web__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="stratum_counted_has_every_slip_accounted_for",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FrameTag",
            fields=[
                ("tag", models.CharField(max_length=64, primary_key=True, serialize=False)),
                (
                    "stratum",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="frame",
                        to="ballots.stratum",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=django.db.models.lookups.Exact(
                            django.db.models.functions.text.Length("tag"), 64
                        ),
                        name="frame_tag_has_64_digits",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CodeTag",
            fields=[
                ("tag", models.CharField(max_length=64, primary_key=True, serialize=False)),
                (
                    "stratum",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="code_tags",
                        to="ballots.stratum",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("issued", "Out"),
                            ("spent_web", "Counted, sent in on the web"),
                            ("spent_paper", "Counted, put into the box"),
                            ("spoiled", "Spoiled"),
                            ("void", "Of a printing that was thrown away"),
                        ],
                        default="issued",
                        max_length=20,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=django.db.models.lookups.Exact(
                            django.db.models.functions.text.Length("tag"), 64
                        ),
                        name="code_tag_has_64_digits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["issued", "spent_web", "spent_paper", "spoiled", "void"])
                        ),
                        name="code_state_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Urn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "ballot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="urns",
                        to="ballots.ballot",
                    ),
                ),
                (
                    "stratum",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="urns",
                        to="ballots.stratum",
                    ),
                ),
                ("bucket", models.PositiveIntegerField()),
                ("slot", models.PositiveIntegerField()),
                ("capacity", models.PositiveIntegerField()),
                ("version", models.PositiveIntegerField(default=0)),
                ("nonce", models.BinaryField(max_length=12)),
                ("ciphertext", models.BinaryField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("ballot", "slot"), name="urn_has_a_key_of_its_own"
                    ),
                    models.UniqueConstraint(
                        fields=("stratum", "bucket"), name="urn_is_once_in_its_stratum"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("stratum__isnull", True)),
                        fields=("ballot", "bucket"),
                        name="urn_of_words_is_once_in_its_ballot",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__lte", models.F("capacity"))),
                        name="urn_holds_no_more_than_it_can",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Turnstile",
            fields=[
                (
                    "ballot",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="turnstile",
                        serialize=False,
                        to="ballots.ballot",
                    ),
                ),
                ("turns", models.PositiveIntegerField(default=0)),
                ("word_buckets", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Batch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "ballot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="batches",
                        to="ballots.ballot",
                    ),
                ),
                (
                    "stratum",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="batches",
                        to="ballots.stratum",
                    ),
                ),
                ("label", models.CharField(max_length=40)),
                ("slips", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "To be keyed twice"),
                            ("differs", "To be looked at again"),
                            ("settled", "Agreed"),
                        ],
                        default="open",
                        max_length=20,
                    ),
                ),
                ("tally", models.JSONField(blank=True, null=True)),
                ("salt", models.CharField(max_length=64)),
                ("words_nonce", models.BinaryField(default=bytes, max_length=12)),
                ("words_sealed", models.BinaryField(default=bytes)),
                (
                    "looked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.post",
                    ),
                ),
                (
                    "looked_with",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.post",
                    ),
                ),
                ("drawn", models.BooleanField(default=False)),
            ],
            options={
                "verbose_name_plural": "batches",
                "ordering": ("ballot", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("ballot", "label"), name="batch_is_named_once_in_its_ballot"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "differs", "settled"])),
                        name="batch_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("label", ""), _negated=True), name="batch_has_a_label"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("slips__gte", 1)), name="batch_has_slips"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "settled"), ("tally__isnull", False)),
                            models.Q(
                                models.Q(("state", "settled"), _negated=True),
                                ("tally__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="batch_settled_has_its_tally",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("looked_with__isnull", True),
                            models.Q(("looked_with", models.F("looked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="batch_is_looked_at_by_two_different_posts",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.Exact(
                            django.db.models.functions.text.Length("salt"), 64
                        ),
                        name="batch_salt_has_64_digits",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Keying",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="keyings",
                        to="ballots.batch",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.post",
                    ),
                ),
                ("nonce", models.BinaryField(max_length=12)),
                ("sealed", models.BinaryField()),
            ],
            options={
                "ordering": ("batch", "number"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("batch", "number"), name="batch_is_keyed_once_under_each_number"
                    ),
                    models.UniqueConstraint(
                        fields=("batch", "post"), name="batch_is_keyed_by_two_different_posts"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number__in", (1, 2))),
                        name="keying_is_the_first_or_the_second",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Recount",
            fields=[
                (
                    "batch",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="recount",
                        serialize=False,
                        to="ballots.batch",
                    ),
                ),
                ("counts", models.JSONField()),
                ("gap", models.PositiveIntegerField()),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.post",
                    ),
                ),
            ],
            options={
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Tally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "stratum",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tallies",
                        to="ballots.stratum",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tallies",
                        to="ballots.item",
                    ),
                ),
                ("code", models.CharField(blank=True, max_length=20)),
                ("count", models.PositiveIntegerField()),
                ("helped", models.PositiveIntegerField(default=0)),
            ],
            options={
                "verbose_name_plural": "tallies",
                "ordering": ("stratum", "item", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("stratum", "item", "code"), name="tally_is_kept_once_for_each_mark"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("helped__lte", models.F("count"))),
                        name="tally_has_no_more_helped_than_slips",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SlipWords",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "ballot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="slip_words",
                        to="ballots.ballot",
                    ),
                ),
                ("text", models.CharField(max_length=200)),
                ("shown", models.CharField(blank=True, max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("unchecked", "Not checked yet"),
                            ("shown", "Shown"),
                            ("masked", "Shown without a name"),
                            ("withheld", "Not shown"),
                        ],
                        default="unchecked",
                        max_length=20,
                    ),
                ),
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
            ],
            options={
                "verbose_name_plural": "slip words",
                "ordering": ("ballot", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["unchecked", "shown", "masked", "withheld"])
                        ),
                        name="slip_words_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="slip_words_has_a_text",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("checked_by__isnull", True), ("state", "unchecked")),
                            models.Q(
                                models.Q(("state", "unchecked"), _negated=True),
                                ("checked_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="slip_words_are_shown_after_a_check",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ("shown", "masked")),
                                models.Q(("shown", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state__in", ("shown", "masked")), _negated=True),
                                ("shown", ""),
                            ),
                            _connector="OR",
                        ),
                        name="slip_words_has_what_is_shown",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LowItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="low",
                        to="ballots.item",
                    ),
                ),
                (
                    "stratum",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ballots.stratum",
                    ),
                ),
                (
                    "problem",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="problems.problem",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("item", "stratum"), name="low_item_opens_one_problem_in_a_stratum"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("stratum__isnull", True)),
                        fields=("item",),
                        name="low_item_opens_one_problem_for_all",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PublishedFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "ballot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="ballots.ballot",
                    ),
                ),
                ("name", models.CharField(max_length=40)),
                ("content", models.BinaryField()),
                ("sha256", models.CharField(max_length=64)),
            ],
            options={
                "ordering": ("ballot", "name"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("ballot", "name"), name="published_file_is_made_once"
                    )
                ],
            },
        ),
    ]
