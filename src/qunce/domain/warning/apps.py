from django.apps import AppConfig


class WarningConfig(AppConfig):
    name = "qunce.domain.warning"
    label = "warning"
