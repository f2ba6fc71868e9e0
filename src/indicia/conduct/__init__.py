"""Whether conduct is by chance: tests with a null distribution, never verdicts.

Takes posts and their copies, gives rows of tests: statistic, null, p, q, n, settings, what may be
said and what it cannot tell. Depends on trace for posts and links only. A package holds the tests
of one family (coordination, rhythm, reuse, audience, writing); ``traffic`` is what each takes,
``observation`` what each gives, ``run`` lists them.
"""
