from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "qunce.domain.imports"
    label = "imports"
