"""Lanterne."""
