"""The demo portal, its sample sales and its stage."""
