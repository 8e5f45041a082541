"""A picture of the project: routes, services, tables and tests, and who reaches whom."""
