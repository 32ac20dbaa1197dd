"""Joint datasets: several organisations agree, each hands in its own cases, and all review."""
