"""What the product does: one file per thing a person, a job or the clock can ask for."""
