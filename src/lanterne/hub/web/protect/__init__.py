"""Protecting cases: the choices, their price, the limit on what is spent, the runs."""
