from django.apps import AppConfig


class ChecksConfig(AppConfig):
    name = "qunce.domain.checks"
    label = "checks"
