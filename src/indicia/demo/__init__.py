"""The demonstration case: everything in it is invented, and says so."""
