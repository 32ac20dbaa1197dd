"""What the worker does for the workspace: a module per kind of job, each registered here."""

from lanterne.hub.web.work import check, evaluate, protect, publish, risk

__all__ = ["check", "evaluate", "protect", "publish", "risk"]
