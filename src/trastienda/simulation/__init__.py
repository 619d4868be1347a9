"""A seeded model of portal, crashes and people, in which the real rules decide on a virtual clock."""
