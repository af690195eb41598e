"""The painting tools: each is a generator over pointer events and one row of the table. Imports no QtWidgets."""
