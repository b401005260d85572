"""The JSON Schema of notices and the OpenAPI document of the API, made from the models.

``python -m bot.imports.notices_schema docs`` writes both.
"""

import json
import sys
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from bot.imports.notice_models import Document

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


@cache
def documents() -> dict[str, dict[str, Any]]:
    """Both documents by the name of their file."""
    return {"notices.schema.json": _schema(), "openapi.json": _openapi()}


def write(folder: Path) -> None:
    """Write both documents into a folder."""
    for name, document in documents().items():
        (folder / name).write_text(text(document), encoding="utf-8")


def text(document: dict[str, Any]) -> str:
    """A document as its file holds it."""
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _schema() -> dict[str, Any]:
    return {"$schema": _DIALECT, **Document.model_json_schema(by_alias=True)}


def _openapi() -> dict[str, Any]:
    schema = Document.model_json_schema(by_alias=True, ref_template="#/components/schemas/{model}")
    models = {**schema.pop("$defs"), "Document": schema, **_ANSWERS}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Sportello",
            "version": version("sportello"),
            "description": "Where programs of the company hand over notices of planned works.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "security": [{"key": []}],
        "paths": {
            "/api/v1/notices": {"post": _POST},
            "/api/v1/openapi.json": {"get": _given("openapi", "This document.")},
            "/api/v1/notices.schema.json": {"get": _given("schema", "The JSON Schema of a file of notices.")},
        },
        "components": {
            "schemas": models,
            "securitySchemes": {
                "key": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "Made with `sportello keys add NAME --scope notices`.",
                }
            },
        },
    }


def _given(name: str, words: str) -> dict[str, Any]:
    content = {"application/json": {"schema": {"type": "object"}}}
    return {
        "operationId": name,
        "summary": words,
        "security": [],
        "responses": {"200": {"description": words, "content": content}},
    }


def _answer(words: str, model: str) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{model}"}
    return {"description": words, "content": {"application/json": {"schema": schema}}}


def _object(**properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


_COUNT: Final = {"type": "integer", "minimum": 0}
_WORDS: Final = {"type": "string"}
_ANSWERS: Final[dict[str, dict[str, Any]]] = {
    "Counts": _object(notices=_COUNT, new=_COUNT, changed=_COUNT, known=_COUNT, older=_COUNT),
    "Refusal": _object(error=_WORDS),
    "Faults": _object(error=_WORDS, faults={"type": "array", "items": _object(path=_WORDS, message=_WORDS)}),
    "Conflict": _object(error=_WORDS, notices={"type": "array", "items": _WORDS}),
}
_POST: Final[dict[str, Any]] = {
    "operationId": "takeNotices",
    "summary": "Hand over notices, all or none of them.",
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Document"}}},
    },
    "responses": {
        "200": _answer("They are kept; what was known changes nothing.", "Counts"),
        "401": _answer("The key is missing, wrong, revoked, or for something else.", "Refusal"),
        "409": _answer("Notices are known with the same version and other content.", "Conflict"),
        "413": _answer("The body is too long.", "Refusal"),
        "415": _answer("The body is not application/json in UTF-8.", "Refusal"),
        "422": _answer("The document has faults, each named by its path.", "Faults"),
        "429": _answer("There were too many wrong keys.", "Refusal"),
        "503": _answer("Try again later.", "Refusal"),
    },
}

if __name__ == "__main__":
    write(Path(sys.argv[1]))
