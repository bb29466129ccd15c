"""What goes wrong when the database cannot be reached: waiting helps, and nothing else does."""

from typing import Final

import psycopg
import sqlalchemy as sa
from procrastinate.exceptions import ConnectorException

UNREACHABLE: Final = (
    psycopg.OperationalError,
    psycopg.InterfaceError,
    sa.exc.OperationalError,
    sa.exc.InterfaceError,
    sa.exc.TimeoutError,
    ConnectorException,
    ConnectionError,
)
