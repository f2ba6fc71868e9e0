"""What leaves a case as a whole, in formats that other tools read."""
