"""The learner process: trains and answers questions in between."""
