"""Send the gate what its description allows, and what it forbids: it answers as described.

The requests are made by Schemathesis from docs/gate.openapi.json.
"""

import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import schemathesis
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from jsonschema import Draft202012Validator
from schemathesis.generation import GenerationMode

from bench.fuzz import token_of
from bench.sites import DURING, Site, make_site
from planner.app import create_app
from planner.paths import PACKAGE

DESCRIPTION = PACKAGE.parent / "docs" / "gate.openapi.json"


def fuzz_gate(site: Site, *, requests: int) -> Counter[int]:
    """Send so many requests, half of them right, and return how often each status came back.

    Raises:
        AssertionError: an answer that the description does not know.
    """
    described = json.loads(DESCRIPTION.read_text(encoding="utf-8"))
    schema = schemathesis.openapi.from_dict(described)
    phone = _phone(site)
    answers: Counter[int] = Counter()
    for path, method in (("/gate/scans", "POST"), ("/gate/list", "GET")):
        known = described["paths"][path][method.lower()]["responses"]
        for mode in GenerationMode:
            cases = schema[path][method].as_strategy(generation_mode=mode)
            for case in _drawn(cases, requests // 4):
                response = _send(phone, path, method, case)
                answers[response.status_code] += 1
                assert str(response.status_code) in known, (path, response.status_code)
                if response.status_code == 200 and path == "/gate/scans":
                    _check(described, response.get_json())
    return answers


def _drawn(cases: Any, count: int) -> Iterator[Any]:
    found: list[Any] = []

    @given(cases)
    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        derandomize=True,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    def draw(case: Any) -> None:
        found.append(case)

    draw()
    yield from found


def _send(phone: FlaskClient, path: str, method: str, case: Any) -> Any:
    if method == "GET":
        query = {str(name): str(value) for name, value in (case.query or {}).items()}
        return phone.get(path, query_string=query)
    is_json = isinstance(case.body, (dict, list, str, int, float, bool, type(None)))
    body = json.dumps(case.body) if is_json else b"\x00"
    return phone.post(path, data=body, content_type="application/json")


def _check(described: dict[str, Any], answer: Any) -> None:
    schema = {"$ref": "#/components/schemas/Results", "components": described["components"]}
    Draft202012Validator(schema).validate(answer)


def _phone(site: Site) -> FlaskClient:
    app = create_app(site.app.extensions["settings"], clock=lambda: DURING)
    phone = app.test_client()
    link = site.access.gate_url.removeprefix("http://localhost")
    phone.post(link, data={"csrf_token": token_of(phone.get(link))})
    return phone


def measure(requests: int) -> None:
    """Send so many requests to a new site and say what came back."""
    with tempfile.TemporaryDirectory() as folder:
        answers = fuzz_gate(make_site(Path(folder)), requests=requests)
    kinds = ", ".join(f"{count} × {status}" for status, count in sorted(answers.items()))
    sys.stdout.write(f"  {requests} requests to the gate's JSON: {kinds}\n")
