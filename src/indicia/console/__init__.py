"""What the commands say and take: tables for a person, decisions, status, progress."""
