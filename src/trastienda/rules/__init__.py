"""Pure rules: facts in, decision out."""
