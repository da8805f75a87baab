// The API with types that openapi-typescript made of its document, and the provider that its tokens come from.
import * as oidc from 'openid-client';
import createClient, { type Client } from 'openapi-fetch';
import type { components, paths } from './generated/longrun.js';

export type Api = Client<paths>;
export type Change = components['schemas']['Change'];
export type NewWorkout = components['schemas']['NewWorkout'];
export type Workout = components['schemas']['Workout'];

/** The API, for whoever holds this access token. */
export function api(longrun: string, token: string): Api {
  return createClient<paths>({ baseUrl: longrun, headers: { authorization: `Bearer ${token}` } });
}

/** What the provider tells about itself. It is without TLS only where Longrun runs on one's own machine. */
export function discover(address: string, id: string, proof: oidc.ClientAuth): Promise<oidc.Configuration> {
  return oidc.discovery(new URL(address), id, undefined, proof, { execute: [oidc.allowInsecureRequests] });
}

/** Whom the demo's machine may act for. */
export const forAda = { athlete: 'ada@longrun.test' };

/** The API for the demo's machine: client credentials. */
export async function asMachine(longrun: string): Promise<Api> {
  const secret = oidc.ClientSecretBasic('demo-machine-secret');
  const provider = await discover(`${longrun}/idp`, 'demo-machine', secret);
  const { access_token } = await oidc.clientCredentialsGrant(provider);
  return api(longrun, access_token);
}
