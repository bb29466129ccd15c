"""A step of a sentence in the light of what the steps before it answered."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from agent.interpreter import references
from agent.interpreter.grammar import ToolGrammar
from agent.interpreter.outcome import Call
from agent.interpreter.schema import Kind

_LAST: Final = frozenset({None, references.IT, "last"})
_WHOLE: Final = frozenset({None, references.IT, references.ALL})


def completed(
    calls: Sequence[Call],
    at: int,
    answers: Sequence[Mapping[str, Any]],
    tools: Mapping[str, ToolGrammar],
) -> Call:
    """``calls[at]`` with the video that a step before it was about, where it names none.

    The video taken in last need not be the newest: it may have been there already. Once clips
    were cut, a step that is about clips means those.
    """
    call = calls[at]
    video = _video(answers)
    slots = tools[call.tool].slots.values()
    wanted = [s.name for s in slots if s.kind is Kind.REFERENCE and s.noun == "video"]
    clips = [s.name for s in slots if s.kind is Kind.REFERENCE and s.noun == "clip"]
    names_clips = any(call.args.get(name) not in _WHOLE for name in clips)
    is_cut = clips and any("clips" in answer for answer in answers)
    if video is None or not wanted or names_clips or is_cut:
        return call
    if call.args.get(wanted[0]) not in _LAST:
        return call
    args = {name: value for name, value in call.args.items() if name not in clips}
    return replace(call, args={**args, wanted[0]: video})


def _video(answers: Sequence[Mapping[str, Any]]) -> str | None:
    """The one video that an answer was last about."""
    for answer in reversed(answers):
        video = answer.get("video")
        found = video.get("id") if isinstance(video, Mapping) else answer.get("video_id")
        if isinstance(found, str):
            return found
    return None
