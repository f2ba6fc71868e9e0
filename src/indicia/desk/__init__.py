"""The web desk: the tables in a browser on this machine. It writes only decisions.

``server`` listens on loopback, ``guard`` lets in only the browser that was given the address,
``app`` knows the routes, and each view is a module that turns tables into plain values for its
template. Every view works without scripts.
"""
