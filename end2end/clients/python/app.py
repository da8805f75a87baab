"""An app to which Ada signs in: authorization code with PKCE, by Authlib."""

import re
from urllib.parse import urljoin

import requests
from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session

SCOPES = "openid workouts:read workouts:write trends:read profile:read"
# Nobody listens there: the answer is read from the address that the browser is sent to.
REDIRECT_URI = "http://127.0.0.1:9/callback"


def register(browser, name):
    """Registers a native app on the settings' page and gives its client id."""
    form = browser.open("/settings/connections/app")
    typed = {"kind": "native", "name": name, "redirect_uris": REDIRECT_URI}
    page = browser.send(form, "/settings/connections/app", typed)
    assert page.status_code == 200, page.text
    return re.search(r"Client id.*?<code[^>]*>([^<]+)<", page.text, re.DOTALL).group(1)


def lend(browser, client_id, email="ada@longrun.test", password="longrun-demo-1"):
    """Signs somebody in for the app, who allows all it asks for, and gives the app's OAuth session."""
    found = requests.get(urljoin(browser.longrun, "/idp/.well-known/openid-configuration")).json()
    app = OAuth2Session(client_id, redirect_uri=REDIRECT_URI, scope=SCOPES, code_challenge_method="S256",
                        token_endpoint_auth_method="none")
    verifier, resource = generate_token(64), urljoin(browser.longrun, "/api")
    address, state = app.create_authorization_url(
        found["authorization_endpoint"], code_verifier=verifier, resource=resource)
    form = browser.open(address)
    consent = browser.send(form, "/sign-in", {"email": email, "password": password})
    answer = browser.send(consent, "/consent", {"answer": "allow"})
    assert answer.headers["Location"].startswith(REDIRECT_URI), answer.text
    app.fetch_token(found["token_endpoint"], authorization_response=answer.headers["Location"], state=state,
                    code_verifier=verifier, resource=resource)
    return app
