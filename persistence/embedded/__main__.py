"""The watcher's process: its arguments are the cluster as JSON and the fd of `watcher.lock`."""

import sys

from persistence.embedded.watcher import main

main(sys.argv[1], int(sys.argv[2]))
