// An issuer of others: npm oauth2-mock-server, with everything it is asked for written down.
import { type Server, createServer } from 'node:http';
import { type JWK, type JWTHeaderParameters, CompactSign, exportSPKI, importJWK } from 'jose';
import { OAuth2Server } from 'oauth2-mock-server';
import { freePort } from '../longrun.ts';

export type Claims = Record<string, unknown>;
type Header = Record<string, unknown>;

/** How the issuer's keys are served: as they are, or not. */
type Trouble = 'none' | 'down' | 'blank' | 'large' | 'gone';

export class Issuer {
  /** The paths that were asked for, in order. */
  readonly log: string[] = [];
  trouble: Trouble = 'none';
  readonly url: string;

  private constructor(
    private readonly mock: OAuth2Server,
    private readonly server: Server,
    port: number,
  ) {
    this.url = `http://127.0.0.1:${port}`;
    mock.issuer.url = this.url;
    // It signs with each key in turn, and says of ID tokens that they are signed with RS256.
    const build = mock.issuer.buildToken.bind(mock.issuer);
    mock.issuer.buildToken = (token) => build({ ...token, kid: 'rsa' });
  }

  static async start(): Promise<Issuer> {
    const [mock, port] = [new OAuth2Server(), await freePort()];
    await mock.issuer.keys.generate('RS256', { kid: 'rsa' });
    await mock.issuer.keys.generate('ES256', { kid: 'ec' });
    const issuer: Issuer = new Issuer(mock, createServer((request, response) => {
      issuer.log.push(request.url ?? '');
      if (request.url !== '/jwks' || issuer.trouble === 'none') return mock.service.requestHandler(request, response);
      if (issuer.trouble === 'down') return response.writeHead(503).end();
      const more = ' '.repeat(issuer.trouble === 'large' ? 10_000_000 : 0);
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(issuer.trouble === 'blank' ? '' : JSON.stringify({ keys: [], more }));
    }), port);
    await new Promise<void>((done) => issuer.server.listen(port, '127.0.0.1', done));
    return issuer;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  /** How often the keys were asked for. */
  get fetches(): number {
    return this.log.filter((path) => path === '/jwks').length;
  }

  async rotate(kid: string): Promise<void> {
    await this.mock.issuer.keys.generate('RS256', { kid });
  }

  /** The private half of a key, as only a test may have it. */
  key(kid: string): JWK {
    const key = this.mock.issuer.keys.toJSON(true).find((it) => it.kid === kid);
    if (!key) throw new Error(`no key ${kid}`);
    return key as JWK;
  }

  /** A token as the mock server mints it at its own token endpoint, changed in its hook. */
  async mint(claims: Claims, header: Header = { typ: 'at+jwt' }): Promise<string> {
    this.mock.service.once('beforeTokenSigning', (token: { header: Header; payload: Claims }) => {
      Object.assign(token.header, header);
      Object.assign(token.payload, claims);
    });
    const body = new URLSearchParams({ grant_type: 'client_credentials' });
    const answer = await fetch(`${this.url}/token`, { method: 'POST', body });
    return ((await answer.json()) as { access_token: string }).access_token;
  }

  /** Whoever signs in while `meanwhile` lasts is whom these claims name: it asks for no password. */
  async vouching(claims: Claims, meanwhile: () => Promise<void>): Promise<void> {
    const changed = (token: { payload: Claims }) => Object.assign(token.payload, claims);
    this.mock.service.on('beforeTokenSigning', changed);
    await meanwhile().finally(() => this.mock.service.off('beforeTokenSigning', changed));
  }

  /** A token signed by jose with one of the issuer's keys, whatever it says; `payload` as text goes in as it is. */
  async sign(payload: Claims | string, header: Header = {}, kid = 'ec'): Promise<string> {
    const key = this.key(kid);
    const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
    const protect = { alg: key.alg, kid, typ: 'at+jwt', ...header } as JWTHeaderParameters;
    return new CompactSign(new TextEncoder().encode(text)).setProtectedHeader(protect).sign(await importJWK(key));
  }

  /** The public half of the RSA key in the ways in which it may be mistaken for a secret. */
  async publicTexts(): Promise<string[]> {
    const { kty, n, e, alg, kid } = this.key('rsa');
    const pem = await exportSPKI((await importJWK({ kty, n, e, alg })) as CryptoKey);
    const der = Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64').toString('latin1');
    return [pem, pem.trim(), der, JSON.stringify({ kty, n, e, alg, kid })];
  }
}
