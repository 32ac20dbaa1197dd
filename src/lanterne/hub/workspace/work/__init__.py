"""What the worker does for the workspace: a module per kind of job, each registered here."""
