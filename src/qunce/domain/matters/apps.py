from django.apps import AppConfig


class MattersConfig(AppConfig):
    name = "qunce.domain.matters"
    label = "matters"
