"""Linked tables: victims, perpetrators and links, measured against what linked tables must do.

    python -m benchmarks network          accuracy and cost at 17,000 victims, beside baselines
    python -m benchmarks network-scale    cost against the number of victims

See README.md in the folder above.
"""
