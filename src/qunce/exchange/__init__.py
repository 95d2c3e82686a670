"""One module per file format or protocol; knows the domain below, nothing above.

Promises: a file is judged by its content, never by its name; what cannot be read is refused with
a sentence that says what to do; no file can keep a reader busy for longer than some seconds.
"""
