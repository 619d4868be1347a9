"""The life of an item, and what keeps it going."""
