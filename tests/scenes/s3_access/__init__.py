"""A module for each group of questions; its SCENES are by the names of the queries."""
