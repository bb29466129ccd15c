"""A step of a sentence in the light of what the steps before it answered."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from agent.interpreter import references
from agent.interpreter.grammar import ToolGrammar
from agent.interpreter.outcome import Call
from agent.interpreter.schema import Kind

_LAST: Final = frozenset({None, references.IT, "last"})
_CLIPS: Final = frozenset({"clip", "clips"})
_ABOUT_ONE: Final = ("score", "publication")
"""What an answer about one clip holds."""
_WHOLE: Final = frozenset({None, references.IT, references.ALL})


def completed(
    calls: Sequence[Call],
    at: int,
    answers: Sequence[Mapping[str, Any]],
    tools: Mapping[str, ToolGrammar],
    *,
    before: Sequence[Mapping[str, Any]] = (),
) -> Call:
    """``calls[at]`` with the video that a step before it was about, where it names none, and the
    one clip that was last spoken of, ``before`` too.

    The video taken in last need not be the newest: it may have been there already. Once clips
    were cut, a step that is about clips means those.
    """
    call = _about_clip(calls[at], [*before, *answers], tools[calls[at].tool])
    call = _in_words(call, tools[call.tool])
    video = _video(answers)
    slots = tools[call.tool].slots.values()
    wanted = [s.name for s in slots if s.kind is Kind.REFERENCE and s.noun == "video"]
    clips = [s.name for s in slots if s.name in _CLIPS]
    names_clips = any(call.args.get(name) not in _WHOLE for name in clips)
    is_cut = clips and any("clips" in answer for answer in answers)
    if video is None or not wanted or names_clips or is_cut:
        return call
    if call.args.get(wanted[0]) not in _LAST:
        return call
    args = {name: value for name, value in call.args.items() if name not in clips}
    return replace(call, args={**args, wanted[0]: video})


def _about_clip(call: Call, answers: Sequence[Mapping[str, Any]], tool: ToolGrammar) -> Call:
    """Not for what the public sees: that is asked for by its name."""
    singles = [s for s in tool.slots.values() if s.noun == "clip" and not s.many]
    open_ = [
        s.name
        for s in singles
        if call.args.get(s.name, None if s.is_alike else references.IT) == references.IT
    ]
    clip = _clip(answers) if open_ and not tool.is_strict else None
    return call if clip is None else replace(call, args={**call.args, **dict.fromkeys(open_, clip)})


def _in_words(call: Call, tool: ToolGrammar) -> Call:
    """``clip`` where ``it`` stays open: a tool that must ask back quotes it to the person."""
    singles = {s.name for s in tool.slots.values() if s.noun == "clip" and not s.many}
    open_ = {n: "clip" for n, v in call.args.items() if n in singles and v == references.IT}
    return replace(call, args={**call.args, **open_})


def _clip(answers: Sequence[Mapping[str, Any]]) -> str | None:
    """The one clip that an answer was last about; none when several were cut after it."""
    for answer in reversed(answers):
        found = next((answer[name] for name in _ABOUT_ONE if answer.get(name)), None)
        if isinstance(found, Mapping) and found.get("clip_id"):
            return str(found["clip_id"])
        clips = answer.get("clips")
        if isinstance(clips, Sequence) and len(clips) == 1:
            return str(clips[0]["id"])
        if clips and answer.get("job_id"):
            return None
    return None


def _video(answers: Sequence[Mapping[str, Any]]) -> str | None:
    """The one video that an answer was last about."""
    for answer in reversed(answers):
        video = answer.get("video")
        found = video.get("id") if isinstance(video, Mapping) else answer.get("video_id")
        if isinstance(found, str):
            return found
    return None
