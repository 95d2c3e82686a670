from django.apps import AppConfig


class LimitsConfig(AppConfig):
    name = "qunce.domain.limits"
    label = "limits"
