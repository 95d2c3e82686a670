from django.apps import AppConfig


class DutiesConfig(AppConfig):
    name = "qunce.domain.duties"
    label = "duties"
