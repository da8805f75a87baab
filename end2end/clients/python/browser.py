"""What a person does on Longrun's pages, form by form and without scripts."""

from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import requests

PASSWORD = "longrun-demo-1"


class Forms(HTMLParser):
    """Every form of a page: where it is sent, and what it holds before anybody types."""

    def __init__(self, page):
        super().__init__()
        self.forms = []
        self._field = None
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form":
            self.forms.append({"action": given.get("action", ""), "fields": []})
        if not self.forms:
            return
        fields, name = self.forms[-1]["fields"], given.get("name")
        is_left_out = given.get("type") in ("checkbox", "radio") and "checked" not in given
        if tag == "input" and name and "disabled" not in given and not is_left_out:
            fields.append((name, given.get("value") or ""))
        elif tag == "textarea" and name:
            self._field = [name, ""]
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in given:
            fields.append((self._select, given.get("value") or ""))

    def handle_data(self, data):
        if self._field:
            self._field[1] += data

    def handle_endtag(self, tag):
        if tag == "textarea" and self._field:
            self.forms[-1]["fields"].append(tuple(self._field))
            self._field = None


class Browser:
    """One person's cookies at one Longrun."""

    def __init__(self, longrun):
        self.longrun = longrun
        self.session = requests.Session()

    def open(self, address):
        """A page, or the first answer on the way to it that leads away from Longrun."""
        return self._follow(self._ask("GET", urljoin(self.longrun, address)))

    def send(self, page, action, typed):
        """Fills in the form of a page whose address ends like `action`, and sends it."""
        forms = [it for it in Forms(page.text).forms if urlsplit(it["action"]).path.endswith(action)]
        assert len(forms) == 1, f"{len(forms)} forms for {action} at {page.url}"
        fields = [(name, value) for name, value in forms[0]["fields"] if name not in typed]
        fields += typed.items()
        address = urljoin(page.url, forms[0]["action"])
        headers = {"Origin": self.longrun, "Sec-Fetch-Site": "same-origin"}
        return self._follow(self._ask("POST", address, data=fields, headers=headers))

    def sign_in(self, who):
        """Opens a session for a demo athlete."""
        form = self.open("/auth/login")
        page = self.send(form, "/sign-in", {"email": f"{who}@longrun.test", "password": PASSWORD})
        assert page.status_code == 200, page.text
        return self.open("/dashboard")

    def _ask(self, method, address, **more):
        # Browsers take localhost for a safe place; `requests` would keep these cookies for https.
        for cookie in self.session.cookies:
            cookie.secure = False
        return self.session.request(method, address, allow_redirects=False, **more)

    def _follow(self, answer):
        while answer.is_redirect:
            target = urljoin(answer.url, answer.headers["Location"])
            if not target.startswith(self.longrun):
                return answer
            answer = self._ask("GET", target)
        return answer
