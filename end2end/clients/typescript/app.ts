// An app to which people sign in: authorization code with PKCE, by openid-client.
import { once } from 'node:events';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as oidc from 'openid-client';
import { discover } from './api.js';
import type { Registered } from './browser.js';

/** As it is registered. The app listens on whatever port is free when somebody signs in (RFC 8252 §7.3). */
export const redirectUri = 'http://127.0.0.1/callback';

export const scope = 'openid offline_access workouts:read trends:read profile:read';

type Tokens = oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers;

/** What somebody lent the app, and where it gets the next token. */
export type Lent = { provider: oidc.Configuration; tokens: Tokens };

/** Shows somebody the provider's page, and takes what they allow there. */
export async function signIn(longrun: string, app: Registered, show: (page: URL) => Promise<void>): Promise<Lent> {
  const provider = await discover(app.discovery, app.id, oidc.None());
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const callback = new URL(redirectUri);
  callback.port = String((listener.address() as AddressInfo).port);
  const checks = {
    pkceCodeVerifier: oidc.randomPKCECodeVerifier(),
    expectedState: oidc.randomState(),
    expectedNonce: oidc.randomNonce(),
    idTokenExpected: true,
  };
  const question = oidc.buildAuthorizationUrl(provider, {
    redirect_uri: callback.href,
    scope,
    resource: `${longrun}/api`,
    code_challenge: await oidc.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
    code_challenge_method: 'S256',
    state: checks.expectedState,
    nonce: checks.expectedNonce,
  });
  const [answer] = await Promise.all([answered(listener, callback), show(question)]);
  return { provider, tokens: await oidc.authorizationCodeGrant(provider, answer, checks) };
}

/** The address at which the browser comes back. */
function answered(listener: Server, callback: URL): Promise<URL> {
  return new Promise((come) => {
    listener.on('request', (request, response) => {
      const address = new URL(request.url ?? '', callback);
      // Browsers ask for a picture of the site, too.
      if (address.pathname !== callback.pathname) return response.writeHead(404).end();
      response.end('You can close this page.');
      listener.close();
      come(address);
    });
  });
}

/** The next tokens, without anybody there. */
export async function refresh({ provider, tokens }: Lent): Promise<Lent> {
  return { provider, tokens: await oidc.refreshTokenGrant(provider, tokens.refresh_token ?? '') };
}
