from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "qunce.domain.supervision"
    label = "supervision"
