"""What ``benchmarks.publishing`` is played with: a crowd of accounts, servers, workers, uploads."""
