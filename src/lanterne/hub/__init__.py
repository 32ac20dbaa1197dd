"""The road in a browser: a Django project whose apps are the parts of the hub.

publication  how a release becomes an edition of a catalogue, and how one is withdrawn
portal       the public pages and the API over a folder of releases
vault        case files, sealed
people       who works here, and what each may do
audit        what was done, by whom
jobs         what takes long
workspace    the six steps of the road
deployment   a server

On one computer it runs for the person in front of it: ``lanterne serve``. On a server it has
accounts.
"""
