"""YouTube's Data API v3, as far as publishing, reading back, changing and deleting need it.

``rules`` and ``ranges`` judge what comes in, ``quota`` counts, ``library`` keeps what ``kept``
describes on disk, the truth log remembers for ever what was published; ``uploads``, ``videos``,
``thumbnails``, ``channel``, ``pages``, ``oauth``, ``hub`` and ``control`` are the routes.
"""
