"""The terminal talks to the same application as the HTTP tests."""

from tests.entrypoints.http.conftest import app, client, conversation, model, people, services

__all__ = ["app", "client", "conversation", "model", "people", "services"]
