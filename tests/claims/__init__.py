"""Worker processes race for the same items; the portal counts what they do."""
