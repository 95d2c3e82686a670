"""The entries and the row that says how far they have grown."""

import django.db.models.functions.text
import django.db.models.lookups
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("index", models.IntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("kind", models.CharField(max_length=64)),
                ("actor_kind", models.CharField(max_length=40)),
                ("actor_id", models.CharField(blank=True, max_length=64)),
                ("actor_name", models.TextField()),
                ("subject_kind", models.CharField(max_length=40)),
                ("subject_id", models.CharField(blank=True, max_length=64)),
                ("subject_name", models.TextField()),
                ("canonical", models.TextField()),
                ("leaf_hash", models.CharField(max_length=64)),
                ("head_root", models.CharField(max_length=64)),
                ("head_signature", models.CharField(max_length=128)),
            ],
            options={
                "verbose_name_plural": "entries",
                "ordering": ["index"],
                "indexes": [
                    models.Index(fields=["subject_kind", "subject_id"], name="entry_by_subject")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("index__gte", 0)), name="entry_index_not_negative"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind", ""), _negated=True),
                        name="entry_is_of_some_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("actor_kind", ""), _negated=True),
                            models.Q(("actor_name", ""), _negated=True),
                        ),
                        name="entry_names_its_actor",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("subject_kind", ""), _negated=True),
                            models.Q(("subject_name", ""), _negated=True),
                        ),
                        name="entry_names_its_subject",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("canonical", ""), _negated=True),
                        name="entry_holds_its_fact",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.Exact(
                            django.db.models.functions.text.Length("leaf_hash"), 64
                        ),
                        name="entry_leaf_hash_is_64_digits",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.Exact(
                            django.db.models.functions.text.Length("head_root"), 64
                        ),
                        name="entry_root_is_64_digits",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.Exact(
                            django.db.models.functions.text.Length("head_signature"), 128
                        ),
                        name="entry_signature_is_128_digits",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TreeState",
            fields=[
                ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("origin", models.CharField(max_length=32)),
                ("size", models.IntegerField(default=0)),
                ("frontier", models.TextField(blank=True, default="")),
                ("root", models.CharField(max_length=64)),
                ("public_key", models.CharField(blank=True, default="", max_length=64)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("id", 1)), name="tree_state_is_one_row"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("size__gte", 0)), name="tree_state_size_not_negative"
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.Exact(
                            django.db.models.functions.text.Length("origin"), 32
                        ),
                        name="tree_state_origin_is_32_digits",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.Exact(
                            django.db.models.functions.text.Length("root"), 64
                        ),
                        name="tree_state_root_is_64_digits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("size", 0),
                            django.db.models.lookups.Exact(
                                django.db.models.functions.text.Length("public_key"), 64
                            ),
                            _connector="OR",
                        ),
                        name="tree_state_names_its_key_once_used",
                    ),
                ],
            },
        ),
    ]
