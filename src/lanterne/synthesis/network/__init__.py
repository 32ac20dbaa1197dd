"""Linked tables: victims, perpetrators and links, measured and drawn so that they still join."""
