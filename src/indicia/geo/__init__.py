"""Places: gazetteers, coordinates in text, words that tell a place, regions, coarsening."""
