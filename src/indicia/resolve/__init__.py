"""Resolve: mentions, lexicon and decisions become entities, names, relations and places."""
