"""One file per feature: a pure function from what was measured to a value from 0 to 1."""
