"""Names: parsed by script, compared across scripts with a reason, and looked up by sound."""
