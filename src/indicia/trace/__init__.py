"""Where a post comes from: copies, their direction, and origins.

Takes posts (:data:`indicia.trace.post.POST_SCHEMA`), gives links of copying and groups of one
origin. Ten channels that repeat one post are one origin. Every link is a suggestion with its
method, version, similarity and reason.
"""
