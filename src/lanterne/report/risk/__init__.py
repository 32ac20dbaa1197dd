"""The report on the risk of the source: who stands out in the cases before they are protected."""

from lanterne.report.risk.findings import risk_findings
from lanterne.report.risk.page import render_risk
from lanterne.report.risk.write import write_risk

__all__ = ["render_risk", "risk_findings", "write_risk"]
