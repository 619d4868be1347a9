"""The human exception desk: open cases, decide them, exchange them as lists."""
