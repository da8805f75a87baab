"""Somebody signs in with the mock server, which asks for no password, and takes back what an app was lent.

    python withdraw.py http://localhost:3000 APP
"""

import re
import sys
from pathlib import Path

import requests

sys.path.insert(0, str(Path(__file__).parent.parent / "clients/python"))
from browser import Browser  # noqa: E402


def main(longrun, name):
    person = Browser(longrun)
    away = person.open("/auth/login")
    back = requests.get(away.headers["Location"], allow_redirects=False)
    assert person.open(back.headers["Location"]).status_code == 200
    page = person.open("/settings/connections")
    assert name in page.text, page.text
    form = re.search(r'/settings/connections/app/[^"/]+/withdraw', page.text).group()
    person.send(person.open(form), form, {})


if __name__ == "__main__":
    main(*sys.argv[1:])
