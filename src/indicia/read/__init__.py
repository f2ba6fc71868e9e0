"""Read: an original becomes items with exact locators, and a list of what could not be read."""
