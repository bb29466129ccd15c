"""What the product knows: plain Python, no I/O of its own.

Nouns (``video``, ``clip``, ``campaign``, ``publication``, ``job``, ``approval`` …) are frozen
values with their rules. ``cutting``, ``planning`` and ``scoring`` are the pure decisions.
``ledger`` is what happened. ``texts`` is every sentence people read. ``ports`` is what is needed
from outside, and ``usecases`` is what the product does, one file per thing.
"""
