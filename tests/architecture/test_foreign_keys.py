"""Foreign keys across packages point down, protect their target, and name the way back."""

from collections.abc import Iterator

from django.apps import apps
from django.db import models

from architecture.tree import domain_order


def _package(model: type[models.Model]) -> str:
    return model.__module__.removeprefix("qunce.domain.").partition(".")[0]


def _references() -> Iterator[tuple[models.ForeignKey, str, str]]:
    for model in apps.get_models():
        if not model.__module__.startswith("qunce."):
            continue
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey):
                target = field.remote_field.model
                yield field, _package(model), _package(target)


def test_there_are_foreign_keys_to_look_at() -> None:
    assert sum(1 for _ in _references()) >= 10


def test_models_live_in_the_domain_only() -> None:
    ours = [model for model in apps.get_models() if model.__module__.startswith("qunce.")]
    assert [str(m) for m in ours if not m.__module__.startswith("qunce.domain.")] == []


def test_foreign_keys_point_down_and_not_out_of_the_domain() -> None:
    height = {name: place for place, name in enumerate(reversed(domain_order()))}
    wrong = [
        f"{field.model.__name__}.{field.name}: {source} → {target}"
        for field, source, target in _references()
        if target not in height or height[target] > height[source]
    ]
    assert wrong == []


def test_foreign_keys_protect_what_they_point_to() -> None:
    wrong = [
        f"{field.model.__name__}.{field.name}"
        for field, _source, _target in _references()
        if field.remote_field.on_delete is not models.PROTECT
    ]
    assert wrong == []


def test_the_record_points_at_nobody() -> None:
    assert [str(field) for field, source, _ in _references() if source == "record"] == []


def test_reverse_names_are_chosen_never_left_to_chance() -> None:
    wrong = [
        f"{field.model.__name__}.{field.name}"
        for field, _source, _target in _references()
        if not field.remote_field.related_name
    ]
    assert wrong == []
