"""Instagram's Graph API, as far as publishing Reels, reading them back and measuring them need it.

``stage`` is what every call goes through and ``usage`` counts it; ``rules`` and ``mp4`` judge what
comes in, ``fetching`` gets what lies at an address, ``shelf`` keeps containers and media on disk.
``creating``, ``uploading``, ``publishing``, ``reading``, ``insights`` and ``oauth`` are the API,
``pages`` what people see, ``control`` and ``hands`` what only a rehearsal has; ``words`` are the
faults of this platform, ``hooks`` its webhooks.
"""
