from django.apps import AppConfig


class ReorganisationsConfig(AppConfig):
    name = "qunce.domain.reorganisations"
    label = "reorganisations"
