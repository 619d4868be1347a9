"""The browser floor: where things are in a portal, and how a bot's words become clicks."""
