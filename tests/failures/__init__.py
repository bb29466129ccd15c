"""The ways in which publishing fails, each with its number from the catalogue, against the
rehearsal servers over a real socket."""
