"""An embedded Postgres server: one per data folder, shared by every process that joins it.

Who keeps it alive: each joined process holds a kernel lock (flock) on its own lease file, and the
kernel drops it however that process ends. A small detached watcher looks at the leases; with none
held it stops the server and ends. It also restarts a server that died under its users.
Three more locks make it safe: `lock` (one decision at a time), `watcher.lock` (held by the watcher)
and `server.lock` (inherited by initdb and by every server process, so that "is anything of this
cluster alive?" is answered by the kernel and never by a pid that may be stale, reused or a zombie).
What is left uncovered: the watcher killed by hand and then every user killed by hand; the next join
adopts such a server.
"""

from persistence.embedded.binaries import client_tool
from persistence.embedded.errors import EmbeddedPostgresError, Reason
from persistence.embedded.server import EmbeddedPostgres, Lease

__all__ = ["EmbeddedPostgres", "EmbeddedPostgresError", "Lease", "Reason", "client_tool"]
