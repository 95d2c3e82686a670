from django.apps import AppConfig


class GatesConfig(AppConfig):
    name = "qunce.domain.gates"
    label = "gates"
