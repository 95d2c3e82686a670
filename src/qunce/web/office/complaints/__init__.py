"""The box for complaints about the campaign or the software."""
