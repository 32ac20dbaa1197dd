"""A release held against its cases. Sensitive."""
