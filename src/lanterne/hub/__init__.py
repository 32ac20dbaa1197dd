"""The road in a browser: a Django project whose apps are the parts of the hub.

portal       the public pages and the API over a folder of releases
publication  how a release becomes an edition there, and how one is withdrawn
vault        case files, sealed

It runs on one computer, for the person in front of it: ``lanterne serve``.
"""
