"""What a back office talks about, as types without a machine."""
