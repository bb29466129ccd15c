"""Postgres: tables, unit of work, repositories, jobs, migrations, and the embedded server."""
