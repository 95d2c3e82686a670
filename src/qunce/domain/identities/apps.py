from django.apps import AppConfig


class IdentitiesConfig(AppConfig):
    name = "qunce.domain.identities"
    label = "identities"
