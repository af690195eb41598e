"""Qt: document, session, canvas, tools and panels. Imports neither torch nor the networks."""
