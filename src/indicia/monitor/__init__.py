"""The watch between updates: schedules, what is new, alerts."""
