from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    name = "qunce.domain.complaints"
    label = "complaints"
