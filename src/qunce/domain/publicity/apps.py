from django.apps import AppConfig


class PublicityConfig(AppConfig):
    name = "qunce.domain.publicity"
    label = "publicity"
