"""TikTok's Content Posting API v2, as far as publishing, watching and reading back need it.

``rules`` and ``chunks`` judge what comes in, ``limits`` counts, ``tasks`` keeps what was handed in
on disk, ``desk`` moves it on as time passes and tells of it, ``film`` looks into files;
``publishing``, ``uploads``, ``following``, ``reading``, ``pages`` and ``control`` are the routes.
"""
