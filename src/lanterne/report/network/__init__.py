"""The report on linked tables: the network, seen."""
