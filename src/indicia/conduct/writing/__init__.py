"""In which languages, scripts and varieties public sources write, and whether two write alike."""
