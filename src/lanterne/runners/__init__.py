"""Where work on many parts is done: in this process, in several, or on a Spark cluster.

What is done is the same function on the same parts everywhere, so that its results are the same to
the bit. Nothing here knows what the work is about.
"""

from lanterne.runners.runner import FirstStage, InProcess, LaterStage, Runner

__all__ = ["FirstStage", "InProcess", "LaterStage", "Runner"]
