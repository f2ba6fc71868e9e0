"""From the text of a post to mentions, statements and place phrases, each with its exact span."""
