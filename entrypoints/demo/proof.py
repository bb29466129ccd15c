"""What the demo shows is checked on the files and on the rehearsal server, not on words."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx

from domain.platforms import Platform
from domain.texts import Locale, say
from domain.texts.forms import number, timecode
from entrypoints.demo.editor import Editor, Unexpected
from integrations.media.verify import ClipCheck, check_clip


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptClip:
    """``variants`` are the platforms' versions of the same length."""

    number: int
    start_ms: int
    end_ms: int
    path: Path
    variants: Sequence[Path]


async def published_clip(editor: Editor) -> int:
    """The number of the clip that was published last."""
    publication = (await editor.client.get("/publications"))["items"][0]
    return int((await editor.client.get(f"/clips/{publication['clip_id']}"))["number"])


async def check_published(editor: Editor) -> Sequence[dict[str, str]]:
    """Where each post is; every link must open. Raises Unexpected."""
    lines = []
    async with httpx.AsyncClient(timeout=10) as http:
        for publication in (await editor.client.get("/publications"))["items"]:
            if publication["status"] != "published":
                raise Unexpected(why=str(publication))
            url = str(publication["url"])
            page = await http.get(url)
            if not page.is_success:
                raise Unexpected(why=f"{url}: HTTP {page.status_code}")
            lines.append({"platform": Platform(publication["platform"]).label, "url": url})
    return lines


async def keep_clips(editor: Editor, folder: Path) -> Sequence[KeptClip]:
    """Copies of the clips and their versions, fetched as anybody would."""
    kept = []
    for row in (await editor.client.get("/clips"))["items"]:
        clip = await editor.client.get(f"/clips/{row['id']}")
        path = folder / f"clip-{clip['number']}.mp4"
        await editor.client.save(f"/clips/{clip['id']}/file", path)
        await editor.client.save(f"/clips/{clip['id']}/poster", path.with_suffix(".jpg"))
        variants = []
        for variant in clip["variants"]:
            variants.append(folder / f"clip-{clip['number']}-{variant['platform']}.mp4")
            await editor.client.save(f"/variants/{variant['id']}/file", variants[-1])
        kept.append(
            KeptClip(
                number=clip["number"],
                start_ms=clip["start_ms"],
                end_ms=clip["end_ms"],
                path=path,
                variants=variants,
            )
        )
    return sorted(kept, key=lambda clip: clip.number)


async def check_clips(clips: Sequence[KeptClip], locale: Locale) -> Sequence[str]:
    """One line per file that is as it should be. Raises Unexpected for the first that is not."""
    if not clips:
        raise Unexpected(why=say("clips.none", locale))
    lines = []
    for clip in clips:
        for path in (clip.path, *clip.variants):
            check = await check_clip(str(path), clip.end_ms - clip.start_ms)
            line = _line(clip, path, check, locale)
            if not check.ok:
                raise Unexpected(why=line)
            lines.append(line)
    return lines


def _line(clip: KeptClip, path: Path, check: ClipCheck, locale: Locale) -> str:
    return say(
        "demo.checked",
        locale,
        file=path.name,
        start=timecode(clip.start_ms),
        end=timecode(clip.end_ms),
        asked=number((clip.end_ms - clip.start_ms) / 1000, locale, digits=3),
        measured=number(check.duration_ms / 1000, locale, digits=3),
        frame=number(check.frame_ms, locale),
        sync=number(check.av_offset_ms, locale),
    )
