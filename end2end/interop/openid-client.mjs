// A foreign client against our provider: npm openid-client, certified as a relying party, and jose.
//
// Reads ISSUER, CLIENT_ID, CLIENT_SECRET, REDIRECT_URI, POST_LOGOUT_REDIRECT_URI, RESOURCE, EMAIL, PASSWORD,
// MACHINE_ID, MACHINE_SECRET, ROBOT_ID, ROBOT_KEY, APP_ID and APP_REDIRECT_URI, and ends with an error at the
// first deviation.

import assert from "node:assert/strict";
import * as jose from "jose";
import * as oidc from "openid-client";

function setting(name) {
  const value = process.env[name];
  assert.ok(value, `${name} must be set`);
  return value;
}

const issuer = new URL(setting("ISSUER"));
const redirectUri = setting("REDIRECT_URI");
const resource = setting("RESOURCE");
const scope = "openid profile email offline_access workouts:read";
const insecure = { execute: [oidc.allowInsecureRequests] };

async function step(name, work) {
  const result = await work();
  console.log(`ok  ${name}`);
  return result;
}

function discover(authentication, options = {}, id = setting("CLIENT_ID")) {
  return oidc.discovery(issuer, id, undefined, authentication, { ...insecure, ...options });
}

const confidential = () => oidc.ClientSecretBasic(setting("CLIENT_SECRET"));

/** Follows no redirect, so that every hop can be looked at. */
function send(url, init = {}) {
  return fetch(url, { redirect: "manual", ...init });
}

function formFields(html) {
  const fields = {};
  for (const [input] of html.matchAll(/<input[^>]*>/g)) {
    const attribute = (name) => input.match(new RegExp(` ${name}="([^"]*)"`))?.[1];
    if (attribute("name")) fields[attribute("name")] = attribute("value") ?? "";
  }
  return fields;
}

/** Fills in the sign-in form as a browser does; the answer is what comes after the password. */
async function typePassword(authorizationUrl) {
  const page = await send(authorizationUrl);
  assert.equal(page.status, 200);
  const html = await page.text();
  const action = html.match(/<form method="post" action="([^"]*)"/)[1];
  const form = { ...formFields(html), email: setting("EMAIL"), password: setting("PASSWORD") };
  return send(new URL(action, authorizationUrl), { method: "POST", body: new URLSearchParams(form) });
}

/** Where the client is called back. */
function callbackOf(answer) {
  assert.equal(answer.status, 303);
  return new URL(answer.headers.get("location"));
}

async function signIn(authorizationUrl) {
  return callbackOf(await typePassword(authorizationUrl));
}

/** Answers the page that asks for leave, with these scopes ticked. */
async function consent(authorizationUrl, answer, scopes) {
  const page = await typePassword(authorizationUrl);
  assert.equal(page.status, 200);
  const { request } = formFields(await page.text());
  const form = [["request", request], ["answer", answer], ...scopes.map((name) => ["scope", name])];
  const body = new URLSearchParams(form);
  return callbackOf(await send(new URL("/idp/consent", authorizationUrl), { method: "POST", body }));
}

async function begin(config, changes = {}) {
  const verifier = oidc.randomPKCECodeVerifier();
  const checks = {
    pkceCodeVerifier: verifier,
    expectedState: oidc.randomState(),
    expectedNonce: oidc.randomNonce(),
    idTokenExpected: true,
  };
  const url = oidc.buildAuthorizationUrl(config, {
    redirect_uri: redirectUri,
    scope,
    resource,
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    state: checks.expectedState,
    nonce: checks.expectedNonce,
    ...changes,
  });
  return { url, checks };
}

async function tokens(config) {
  const { url, checks } = await begin(config);
  const callback = await signIn(url);
  return { callback, checks, tokens: await oidc.authorizationCodeGrant(config, callback, checks) };
}

/** That the provider refuses with this error, and with nothing else. */
function refuses(promise, error, status = 400) {
  return assert.rejects(promise, (reason) => {
    assert.equal(reason.error, error, reason.stack);
    assert.equal(reason.status, status, reason.stack);
    return true;
  });
}

const config = await step("discovery, OpenID Connect", () => discover(confidential()));
await step("discovery, RFC 8414 with the path inserted", async () => {
  const other = await discover(confidential(), { algorithm: "oauth2" });
  assert.deepEqual(other.serverMetadata(), config.serverMetadata());
});

const first = await step("code, PKCE, state, nonce, iss", () => tokens(config));

await step("ID token and access token verify under the published keys", async () => {
  const keys = jose.createRemoteJWKSet(new URL(config.serverMetadata().jwks_uri));
  const id = await jose.jwtVerify(first.tokens.id_token, keys, {
    issuer: issuer.href,
    audience: setting("CLIENT_ID"),
    algorithms: ["RS256"],
    typ: "JWT",
  });
  const access = await jose.jwtVerify(first.tokens.access_token, keys, {
    issuer: issuer.href,
    audience: resource,
    algorithms: ["RS256"],
    typ: "at+jwt",
    requiredClaims: ["sub", "client_id", "jti", "iat", "exp", "scope"],
  });
  assert.equal(id.payload.sub, access.payload.sub);
  assert.equal(id.payload.email, setting("EMAIL"));
});

await step("userinfo", async () => {
  const { sub } = first.tokens.claims();
  const info = await oidc.fetchUserInfo(config, first.tokens.access_token, sub);
  assert.equal(info.email, setting("EMAIL"));
  assert.ok(info.name && info.zoneinfo);
});

await step("a code is good once, and its replay ends what it bought", async () => {
  await refuses(oidc.authorizationCodeGrant(config, first.callback, first.checks), "invalid_grant");
  await refuses(oidc.refreshTokenGrant(config, first.tokens.refresh_token), "invalid_grant");
});

await step("refresh rotates, reuse ends the family", async () => {
  const { tokens: begun } = await tokens(config);
  const refreshed = await oidc.refreshTokenGrant(config, begun.refresh_token);
  assert.notEqual(refreshed.refresh_token, begun.refresh_token);
  assert.equal(refreshed.claims().sub, begun.claims().sub);
  await refuses(oidc.refreshTokenGrant(config, begun.refresh_token), "invalid_grant");
  await refuses(oidc.refreshTokenGrant(config, refreshed.refresh_token), "invalid_grant");
});

await step("client_secret_post", async () => {
  await tokens(await discover(oidc.ClientSecretPost(setting("CLIENT_SECRET"))));
});

await step("a wrong secret is invalid_client", async () => {
  const impostor = await discover(oidc.ClientSecretBasic("wrong: %+ secret"));
  const { url, checks } = await begin(impostor);
  const callback = await signIn(url);
  const reason = await oidc.authorizationCodeGrant(impostor, callback, checks).catch((reason) => reason);
  assert.ok(reason instanceof oidc.WWWAuthenticateChallengeError, reason.stack);
  assert.equal(reason.status, 401);
  assert.equal((await reason.response.json()).error, "invalid_client");
});

await step("a wrong verifier is invalid_grant", async () => {
  const { url, checks } = await begin(config);
  const callback = await signIn(url);
  const wrong = { ...checks, pkceCodeVerifier: oidc.randomPKCECodeVerifier() };
  await refuses(oidc.authorizationCodeGrant(config, callback, wrong), "invalid_grant");
});

await step("refused requests come back as errors with state and iss", async () => {
  for (const [changes, error] of [
    [{ prompt: "none" }, "login_required"],
    [{ resource: "https://elsewhere.example/api" }, "invalid_target"],
    [{ code_challenge_method: "plain" }, "invalid_request"],
    [{ scope: "nothing" }, "invalid_scope"],
  ]) {
    const { url, checks } = await begin(config, changes);
    const answer = await send(url);
    assert.equal(answer.status, 303);
    const callback = new URL(answer.headers.get("location"));
    await assert.rejects(oidc.authorizationCodeGrant(config, callback, checks), (reason) => {
      assert.ok(reason instanceof oidc.AuthorizationResponseError, reason.stack);
      assert.equal(reason.error, error);
      return true;
    });
  }
});

await step("an unknown redirect URI is a page", async () => {
  const { url } = await begin(config, { redirect_uri: "https://elsewhere.example/callback" });
  assert.equal((await send(url)).status, 400);
});

await step("revocation ends the family", async () => {
  const { tokens: begun } = await tokens(config);
  await oidc.tokenRevocation(config, begun.refresh_token);
  await refuses(oidc.refreshTokenGrant(config, begun.refresh_token), "invalid_grant");
});

await step("client credentials", async () => {
  const secret = oidc.ClientSecretBasic(setting("MACHINE_SECRET"));
  const machine = await discover(secret, {}, setting("MACHINE_ID"));
  const granted = await oidc.clientCredentialsGrant(machine, { scope: "workouts:read", resource });
  const claims = jose.decodeJwt(granted.access_token);
  assert.equal(claims.sub, setting("MACHINE_ID"));
  assert.equal(claims.aud, resource);
  assert.equal(granted.refresh_token, undefined);
  await refuses(oidc.clientCredentialsGrant(machine, { scope: "profile:write", resource }), "invalid_scope");
});

await step("private_key_jwt", async () => {
  const key = await jose.importPKCS8(setting("ROBOT_KEY"), "ES256");
  for (const audience of [issuer.href, config.serverMetadata().token_endpoint]) {
    const proof = oidc.PrivateKeyJwt(key, { [oidc.modifyAssertion]: (_, claims) => (claims.aud = audience) });
    const robot = await discover(proof, {}, setting("ROBOT_ID"));
    const granted = await oidc.clientCredentialsGrant(robot, { resource });
    assert.equal(jose.decodeJwt(granted.access_token).client_id, setting("ROBOT_ID"));
    await oidc.tokenRevocation(robot, granted.access_token);
  }
});

await step("an app gets what stayed ticked, or hears that it was denied", async () => {
  const app = await discover(oidc.None(), {}, setting("APP_ID"));
  const address = setting("APP_REDIRECT_URI").replace("127.0.0.1", "127.0.0.1:49152");
  const changes = { redirect_uri: address, scope: "openid offline_access workouts:read", prompt: "consent" };
  const allowed = await begin(app, changes);
  const callback = await consent(allowed.url, "allow", ["workouts:read"]);
  const granted = await oidc.authorizationCodeGrant(app, callback, allowed.checks);
  assert.equal(granted.scope, "openid workouts:read");
  assert.equal(granted.refresh_token, undefined);

  const denied = await begin(app, changes);
  const refusal = await consent(denied.url, "deny", ["workouts:read"]);
  await assert.rejects(oidc.authorizationCodeGrant(app, refusal, denied.checks), (reason) => {
    assert.equal(reason.error, "access_denied", reason.stack);
    return true;
  });
});

await step("RP-initiated logout", async () => {
  const { tokens: begun } = await tokens(config);
  const onward = setting("POST_LOGOUT_REDIRECT_URI");
  const url = oidc.buildEndSessionUrl(config, {
    id_token_hint: begun.id_token,
    post_logout_redirect_uri: onward,
    state: "the-state",
  });
  const answer = await send(url);
  assert.equal(answer.status, 303);
  assert.equal(answer.headers.get("location"), `${onward}?state=the-state`);
  await refuses(oidc.refreshTokenGrant(config, begun.refresh_token), "invalid_grant");
});
