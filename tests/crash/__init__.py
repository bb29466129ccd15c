"""Workers that are killed while they publish, and what is public afterwards."""
