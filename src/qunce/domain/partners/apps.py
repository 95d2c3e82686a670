from django.apps import AppConfig


class PartnersConfig(AppConfig):
    name = "qunce.domain.partners"
    label = "partners"
