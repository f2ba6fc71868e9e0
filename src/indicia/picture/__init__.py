"""What pixels alone can tell: decoding within limits, hashes, marks, matching, blurring.

A leaf: nothing here knows of cases or tables. No face is ever compared with another.
"""
