from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "qunce.domain.accounts"
    label = "accounts"
