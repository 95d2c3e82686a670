"""A gate belongs to the unit of its campaign; gates set up before are told so."""

from typing import Any

from django.db import migrations


def take_units(apps: Any, schema_editor: Any) -> None:
    """Through their documents, because a gate does not know its campaign."""
    documents = apps.get_model("campaigns", "Document").objects.select_related("campaign")
    for document in documents.filter(gate__unit__isnull=True):
        apps.get_model("gates", "Gate").objects.filter(pk=document.gate_id).update(
            unit_id=document.campaign.unit_id
        )


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0002_issuing")]
    operations = [migrations.RunPython(take_units, migrations.RunPython.noop)]
