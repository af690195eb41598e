"""The worker thread of the window that starts and watches the learner process. Knows no torch."""
