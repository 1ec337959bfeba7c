"""A request -> the constraints of Athena's own API model that it breaks; boto3 checks few of them itself."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from botocore.loaders import Loader
from botocore.model import ListShape, ServiceModel, StringShape, StructureShape

from tests.stand.athena.errors import invalid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from botocore.model import Shape


def check(operation: str, request: dict[str, Any]) -> None:
    """Refuse a request that breaks constraints, naming all of them."""
    shape = _model().operation_model(operation).input_shape
    problems = list(_problems(shape, request, "")) if shape else []
    if problems:
        noun = "error" if len(problems) == 1 else "errors"
        raise invalid(f"{len(problems)} validation {noun} detected: {'; '.join(problems)}")


@cache
def _model() -> ServiceModel:
    return ServiceModel(Loader().load_service_model("athena", "service-2"), "athena")


def _problems(shape: Shape, value: Any, path: str) -> Iterator[str]:  # noqa: ANN401  JSON
    if isinstance(shape, StructureShape):
        yield from _structure_problems(shape, value, path)
    elif isinstance(shape, ListShape):
        yield from _size_problems(shape, len(value), path, "length")
        for item in value:
            yield from _problems(shape.member, item, path)
    elif isinstance(shape, StringShape):
        yield from _size_problems(shape, len(value), path, "length")
        yield from _text_problems(shape, value, path)
    elif shape.type_name in {"integer", "long"}:
        yield from _size_problems(shape, value, path, "value")


def _structure_problems(shape: StructureShape, value: dict[str, Any], path: str) -> Iterator[str]:
    for name in shape.metadata.get("required", []):
        if value.get(name) is None:
            yield _problem(path, name, "must not be null")
    for name, item in value.items():
        if name in shape.members and item is not None:
            yield from _problems(shape.members[name], item, f"{path}.{name}".lstrip("."))


def _size_problems(shape: Shape, size: int, path: str, noun: str) -> Iterator[str]:
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if least is not None and size < least:
        yield _problem(path, "", f"must have {noun} greater than or equal to {least}")
    if most is not None and size > most:
        yield _problem(path, "", f"must have {noun} less than or equal to {most}")


def _text_problems(shape: StringShape, value: str, path: str) -> Iterator[str]:
    if shape.enum and value not in shape.enum:
        yield _problem(path, "", f"must satisfy enum value set: [{', '.join(shape.enum)}]")
    pattern = shape.metadata.get("pattern")
    if pattern and "\\uD800" not in pattern and not re.fullmatch(pattern, value):  # Java's surrogates
        yield _problem(path, "", f"must satisfy regular expression pattern: {pattern}")


def _problem(path: str, name: str, constraint: str) -> str:
    place = ".".join(part[0].lower() + part[1:] for part in f"{path}.{name}".strip(".").split("."))
    return f"Value at '{place}' failed to satisfy constraint: Member {constraint}"
