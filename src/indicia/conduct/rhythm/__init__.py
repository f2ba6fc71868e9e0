"""What the times of posting of public sources show: hours, gaps, changes, marks of a clock."""
