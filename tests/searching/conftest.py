"""Nothing but the tables: a text that can be found belongs to nobody here."""
