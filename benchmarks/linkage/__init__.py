"""Who decides how many records without a person, on sets that nobody here wrote."""
