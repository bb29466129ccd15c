"""The schema's history, run by ``persistence.migrate``. A released revision never changes."""
