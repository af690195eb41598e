"""Work with files off the GUI thread: the pool, reading images ahead, which masks are open and when they are saved."""
