// A foreign OpenID provider to sign in with: npm oidc-provider, certified, on another host name than ours.
//
// Reads PORT (any free one when unset), HOST (127.0.0.1), REDIRECT_URI, POST_LOGOUT_REDIRECT_URI, RESOURCE,
// CLIENT_ID (longrun), CLIENT_SECRET and TOKEN_SECONDS (the life of an access token, 300); prints
// `issuer <URL>` once it listens. Anybody may sign in under any name with any password: the login becomes
// `sub`. Every request to the token and revocation endpoints is printed as one line `token <grant> <status>`
// or `revocation <status>`, so that a test can count them, and every code, verifier and token that it saw or
// issued there as one line `secret <kind> <value>`, so that a test can look for them where they must not be.

import { randomBytes } from "node:crypto";
import { generateKeyPair, exportJWK } from "jose";
import Provider, { errors } from "oidc-provider";

function setting(name, fallback) {
  const value = process.env[name] ?? fallback;
  if (value === undefined) throw new Error(`${name} must be set`);
  return value;
}

const host = setting("HOST", "127.0.0.1");
const resource = setting("RESOURCE");
const tokenSeconds = Number(setting("TOKEN_SECONDS", "300"));
const scopes = "workouts:read workouts:write trends:read profile:read profile:write";

async function signingKey(alg) {
  const { privateKey } = await generateKeyPair(alg, { extractable: true });
  return { ...(await exportJWK(privateKey)), alg, use: "sig", kid: `${alg}-1` };
}

function account(_, sub) {
  const claims = { sub, name: sub, zoneinfo: "Europe/Paris", email: `${sub}@longrun.test`, email_verified: true };
  return { accountId: sub, claims: () => claims };
}

function resourceServer(_, indicator) {
  if (indicator !== resource) throw new errors.InvalidTarget();
  return { scope: scopes, audience: resource, accessTokenFormat: "jwt", accessTokenTTL: tokenSeconds, jwt: { sign: { alg: "RS256" } } };
}

const configuration = {
  jwks: { keys: [await signingKey("RS256"), await signingKey("ES256")] },
  cookies: { keys: [randomBytes(32).toString("hex")] },
  clients: [
    {
      client_id: setting("CLIENT_ID", "longrun"),
      client_secret: setting("CLIENT_SECRET"),
      redirect_uris: [setting("REDIRECT_URI")],
      post_logout_redirect_uris: [setting("POST_LOGOUT_REDIRECT_URI")],
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      token_endpoint_auth_method: "client_secret_basic",
    },
  ],
  responseTypes: ["code"],
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "zoneinfo"] },
  // In the ID token too, not only at the userinfo endpoint.
  conformIdTokenClaims: false,
  findAccount: account,
  pkce: { required: () => true },
  rotateRefreshToken: () => true,
  issueRefreshToken: () => true,
  ttl: { AccessToken: tokenSeconds, AuthorizationCode: 60, IdToken: 300, RefreshToken: 7 * 86400, Grant: 7 * 86400, Interaction: 600, Session: 3600 },
  features: {
    devInteractions: { enabled: true },
    revocation: { enabled: true },
    rpInitiatedLogout: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => resource,
      useGrantedResource: () => true,
      getResourceServerInfo: resourceServer,
    },
  },
};

function log(provider) {
  provider.use(async (context, next) => {
    await next();
    const { method, path, status } = context;
    if (method !== "POST") return;
    tell({ ...context.oidc?.body, ...context.body });
    if (path === "/token") console.log(`token ${context.oidc?.params?.grant_type} ${status}`);
    if (path === "/token/revocation") console.log(`revocation ${status}`);
  });
}

/** Says what must be known to nobody but the two that speak here. */
function tell(spoken) {
  for (const kind of ["code", "code_verifier", "access_token", "id_token", "refresh_token"]) {
    if (typeof spoken[kind] === "string") console.log(`secret ${kind} ${spoken[kind]}`);
  }
}

// The issuer holds the port, so the port has to be known first.
async function freePort() {
  const { createServer } = await import("node:net");
  const server = createServer();
  await new Promise((done) => server.listen(0, host, done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

const port = Number(process.env.PORT ?? (await freePort()));
const issuer = `http://${host}:${port}`;
const provider = new Provider(issuer, configuration);
log(provider);
const server = provider.listen(port, host, () => console.log(`issuer ${issuer}`));
process.once("SIGTERM", () => server.close(() => process.exit(0)));
