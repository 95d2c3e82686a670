"""``migrate`` that lays a new database out at once before it looks for what is left to do."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate

from qunce.cli.laying_out import lay_out


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        if not options["app_label"]:
            lay_out(options["database"])
        super().handle(*args, **options)
