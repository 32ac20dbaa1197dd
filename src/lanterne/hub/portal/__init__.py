"""The public portal: what was released, for people and for programs.

It reads releases, and nothing else: each is verified before anything of it is shown. Nothing here
imports what can open cases or a ledger; import-linter checks it.
"""
