from django.apps import AppConfig


class BudgetsConfig(AppConfig):
    name = "qunce.domain.budgets"
    label = "budgets"
