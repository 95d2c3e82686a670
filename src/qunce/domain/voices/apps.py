from django.apps import AppConfig
from django.conf import settings


class VoicesConfig(AppConfig):
    name = "qunce.domain.voices"
    label = "voices"

    def ready(self) -> None:
        """A county's clocks that cannot be used stop the start, not the first resident."""
        if settings.CLOCKS:
            from qunce.domain.voices import owed

            owed.rules()
