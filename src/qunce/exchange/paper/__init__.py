"""What is printed: slips, lists of names, posters, forms and notices, as PDF.

Owns the layouts (``*.typ``), the font they are set in, and the words that always stand on them
(``words``, translated when they are asked for).

Promises: the texts of others are data and never source, so nothing in them can be obeyed;
controls that hide or turn text round are taken out, and a character the font does not have is
printed as 〓.  Every document is PDF/UA-1: tagged, with its language, titled, each picture said in
words; of the slips, which only a printer reads, the specimen is.  No network, no font of the
machine: the same input gives the same pages anywhere.

Leaves to others: what is asked, who may print, and when codes are drawn.
"""
