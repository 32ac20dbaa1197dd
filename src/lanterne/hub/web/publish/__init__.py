"""A release becomes an edition, or is withdrawn."""
