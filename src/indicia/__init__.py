"""Indicia: monitor, characterize, update.

A monitoring and attribution desk. A case is one folder; its data flows one way through the stages
named in :mod:`indicia.stages`; every table it derives is described in :mod:`indicia.tables`.
"""

__version__ = "0.1.0"
