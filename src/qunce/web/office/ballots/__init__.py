"""Pages of the office for a ballot: roll, draw, slips, box, count, publication."""
