from django.apps import AppConfig


class SearchingConfig(AppConfig):
    name = "qunce.domain.searching"
    label = "searching"
