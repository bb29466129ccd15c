"""Reframing: what of each shot a variant in another shape shows, and how the crop moves."""

from domain.framing.plan import frame
from domain.framing.shapes import Fit, Framing, Position, Scene

__all__ = ["Fit", "Framing", "Position", "Scene", "frame"]
