"""Signs tokens with PyJWT: reads a JSON array of {claims, header, key, algorithm}, prints an array of tokens.

A key is a private JWK, a text, or null for none.
"""

import json
import sys

import jwt


def sign(wanted):
    key, algorithm = wanted["key"], wanted["algorithm"]
    if isinstance(key, dict):
        key = jwt.PyJWK(key, algorithm=algorithm).key
    return jwt.encode(wanted["claims"], key, algorithm=algorithm, headers=wanted["header"])


print(json.dumps([sign(wanted) for wanted in json.load(sys.stdin)]))
