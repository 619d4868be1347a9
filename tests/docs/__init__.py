"""The documents keep their promises: samples run, names exist, nothing is left out."""
