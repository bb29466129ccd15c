"""A small page for people who come in with a browser: no scripts, nothing from elsewhere."""

import base64
import hashlib
from collections.abc import Sequence
from html import escape
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse

from entrypoints.http.locale import locale_of

_STYLE: Final = (
    ":root{color-scheme:light dark}"
    "body{max-width:36rem;margin:15vh auto;padding:0 1.5rem;font:1.05rem/1.5 system-ui,sans-serif}"
    "h1{font-size:1.6rem}p{overflow-wrap:anywhere}"
)
_STYLE_HASH: Final = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_POLICY: Final = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; form-action 'self';"
    " frame-ancestors 'none'"
)


def page(
    request: Request,
    *,
    title: str,
    sentences: Sequence[str],
    content: str = "",
    status: int = 200,
) -> HTMLResponse:
    """Title and sentences are escaped here; ``content`` is HTML that follows them."""
    locale = locale_of(request)
    told = "".join(f"<p>{escape(sentence)}</p>" for sentence in sentences)
    html = (
        f'<!doctype html><html lang="{locale}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)} · Stakazo</title><style>{_STYLE}</style></head>"
        f"<body><main><h1>{escape(title)}</h1>{told}{content}</main></body></html>"
    )
    headers = {
        "Content-Security-Policy": _POLICY,
        "Content-Language": locale.value,
        # Without it browsers would not say that a form came from our own page.
        "Referrer-Policy": "same-origin",
    }
    return HTMLResponse(html, status_code=status, headers=headers)
