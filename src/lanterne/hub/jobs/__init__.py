"""Long work: done by a worker process, one job at a time, with progress, cancel and restart.

What is handed to the worker is the id of a job, never data. A job whose worker died is found by
its silence, and its page says what happened and whether anything was spent.
"""
