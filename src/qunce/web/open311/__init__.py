"""Open311 GeoReport v2: reports from other programs, strictly as the protocol says.

Owns: the discovery document, services, requests and errors in XML and JSON, for a production and
a test endpoint.  Promises: private reports and contact data never appear.  Leaves to others: keys
(partners), categories (matters) and messages (voices).
"""
