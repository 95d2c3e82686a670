"""The campaign's rules: business packages in one descending order, the record at the bottom."""
