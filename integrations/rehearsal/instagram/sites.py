"""Where this app is, as the other side of a call sees it."""

from starlette.requests import Request


def site_of(request: Request) -> str:
    """Its base URL, without a slash at the end."""
    return f"{request.url.scheme}://{request.url.netloc}{request.scope.get('root_path', '')}"
