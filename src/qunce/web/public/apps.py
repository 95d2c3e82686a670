from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "qunce.web.public"
    label = "public"
