"""Pages: what people see and send.  Shell is the frame; office and public stand in it."""
