"""What comes in by a form, encrypted from its first byte on.

    receive     files of a form, into the vault
    body        requests on their way in: the only module that knows the server
    ticket      who may send much

Why they are stopped inside the server: docs/decisions/08-uploads.md.
"""
