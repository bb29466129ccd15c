"""YouTube's Data API v3, as far as publishing, reading back, changing and deleting need it.

``rules`` and ``ranges`` judge what comes in, ``quota`` counts, ``library`` keeps videos on disk,
``truth`` remembers for ever what was published; ``uploads``, ``videos``, ``channel``, ``pages``
and ``control`` are the routes.
"""
