"""The published description is the one of the code, and every answer is in it."""

from __future__ import annotations

import json

from newtongue.serve.judge.contract import errors
from tests import docs


def test_the_published_description_is_current() -> None:
    assert docs.CONTRACT.read_text(encoding="utf-8") == docs.contract(), "make docs"


def test_every_reference_is_defined_and_every_form_is_used() -> None:
    text = docs.contract()
    described = json.loads(text)
    names = set(described["components"]["schemas"])
    used = {name for name in names if f'"#/components/schemas/{name}"' in text}
    assert used == names
    assert text.count('"$ref"') == sum(text.count(f'schemas/{name}"') for name in names)


def test_each_endpoint_says_what_it_does() -> None:
    described = json.loads(docs.contract())
    operations = [one for path in described["paths"].values() for one in path.values()]
    assert len(operations) == 6
    for operation in operations:
        assert operation["description"].endswith(".")
        assert "429" in operation["responses"]
    assert described["info"]["title"] == "newtongue judge"


def test_an_error_to_come_again_later_says_when() -> None:
    assert errors(429)[429]["headers"]["Retry-After"]["required"]
    assert "headers" not in errors(404)[404]
