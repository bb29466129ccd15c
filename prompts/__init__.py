"""What the model is told, in Markdown, and the way to it."""

from pathlib import Path


def load(name: str) -> str:
    """The text of ``<name>.md``."""
    return Path(__file__).with_name(f"{name}.md").read_text(encoding="utf-8")
