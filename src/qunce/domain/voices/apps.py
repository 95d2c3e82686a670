from django.apps import AppConfig


class VoicesConfig(AppConfig):
    name = "qunce.domain.voices"
    label = "voices"
