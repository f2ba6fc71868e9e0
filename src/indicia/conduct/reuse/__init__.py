"""Who takes from whom, how late, and who was first: from copies and shared links."""
