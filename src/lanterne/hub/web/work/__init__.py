"""What the worker does for the workspace: a module per kind of job, each registered here."""

from lanterne.hub.web.work import check, evaluate, harmonise, protect, publish, risk

__all__ = ["check", "evaluate", "harmonise", "protect", "publish", "risk"]
