"""Whether sources share the same things at the same time more often than chance would."""
