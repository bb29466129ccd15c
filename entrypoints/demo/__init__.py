"""The whole job once, in front of somebody's eyes, on a service of its own."""

from entrypoints.demo.show import run_demo

__all__ = ["run_demo"]
