"""Learning from what people decided about names: a small layer, trained in the case, for its queue."""
