from django.apps import AppConfig


class ResidentConfig(AppConfig):
    name = "qunce.web.resident"
    label = "resident"
