// What is tried with tokens: by row of the catalogue, each made by jose, PyJWT or the mock server.
import { CompactEncrypt, SignJWT, UnsecuredJWT, base64url, exportJWK, generateKeyPair, importJWK } from 'jose';
import type { Claims, Issuer } from './issuer.ts';
import { python, run } from './programs.ts';

export type Attack = { row: string; attack: string; token: string };

const part = (value: unknown) => base64url.encode(JSON.stringify(value));
const now = () => Math.floor(Date.now() / 1000);

/** What an honest token says: Ada's, lent to an app, for the API at `longrun`. */
export function honest(issuer: Issuer, longrun: string): Claims {
  return {
    iss: issuer.url, aud: `${longrun}/api`, sub: 'ada', client_id: 'diary', jti: crypto.randomUUID(),
    iat: now(), exp: now() + 300, scope: 'workouts:read workouts:write',
  };
}

type Making = (issuer: Issuer, claims: Claims, listener: string) => Promise<Omit<Attack, 'row'>[]>;

/** Tokens without a signature, or with one of another kind (E1, E2). */
const algorithms: Making = async (issuer, claims) => {
  const signature = (await issuer.sign(claims)).split('.')[2];
  const made = ['none', 'None', 'nOnE', undefined, ['none'], ['ES256'], 'es256', ''].flatMap((alg) => {
    const bare = `${part({ alg, kid: 'ec', typ: 'at+jwt' })}.${part(claims)}.`;
    return ['', signature].map((end) => ({ attack: `alg ${JSON.stringify(alg)}, ${end ? 'a signature' : 'none'}`, token: bare + end }));
  });
  return [...made, { attack: 'unsecured, by jose', token: new UnsecuredJWT(claims).encode() }];
};

const confusion: Making = async (issuer, claims) => {
  const secrets = [...(await issuer.publicTexts()), 'secret'];
  const names = ['PEM', 'PEM without its last line end', 'DER', 'JWK', 'a word'];
  return Promise.all(secrets.flatMap((secret, index) => ['HS256', 'HS512'].map(async (alg) => ({
    attack: `${alg} with ${names[index]} for a secret`,
    token: await new SignJWT(claims).setProtectedHeader({ alg, kid: 'rsa', typ: 'at+jwt' })
      .sign(Buffer.from(secret, 'latin1')),
  }))));
};

/** Keys that are named in odd ways, or brought along (E3, E4). */
const names: Making = async (issuer, claims, listener) => {
  const odd = ['../../../etc/passwd', `${listener}/kid`, "' OR 1=1 --", 'k'.repeat(10_000), '', undefined, 'ec\u0000', 'EC'];
  return Promise.all(odd.map(async (kid) => ({
    attack: `kid ${JSON.stringify(kid)?.slice(0, 24) ?? 'missing'}`,
    token: await issuer.sign(claims, { kid }),
  })));
};

const brought: Making = async (issuer, claims, listener) => {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(publicKey);
  const theirs = (more: object) => new SignJWT(claims)
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'ec', ...more }).sign(privateKey);
  const headers: object[] = [{ jwk }, { jku: `${listener}/jku` }, { x5u: `${listener}/x5u` }, { x5c: ['MIIB'] }, {}];
  const foreign = headers.map(async (more) => ({ attack: `own key, ${Object.keys(more)[0] ?? 'our kid'}`, token: await theirs(more) }));
  const added: object[] = [...headers.slice(0, 4), { zip: 'DEF' }, { jku: null }];
  const ours = added.map(async (more) => ({ attack: `honest key, ${Object.keys(more)[0]}`, token: await issuer.sign(claims, { ...more }) }));
  // jose signs nothing that it would not verify: the signature of another token stands behind these.
  const [, payload, signature] = (await issuer.sign(claims)).split('.');
  const critical = [{ crit: ['exp'] }, { crit: ['b64'], b64: false }, { b64: false }];
  const broken = critical.map((more) => ({
    attack: Object.keys(more).join(' and '),
    token: `${part({ alg: 'ES256', kid: 'ec', typ: 'at+jwt', ...more })}.${payload}.${signature}`,
  }));
  return [...(await Promise.all([...foreign, ...ours])), ...broken];
};

/** Claims that are not what they must be (E5 to E8, and E18: bound to a key). */
function claimed(changes: Claims[]): Making {
  return (issuer, claims) => Promise.all(changes.map(async (change) => ({
    attack: Object.entries(change).map(([name, value]) => `${name} ${JSON.stringify(value) ?? 'missing'}`).join(', '),
    token: await issuer.sign({ ...claims, ...change }),
  })));
}

const kinds: Making = async (issuer, claims) => {
  const typed = ['JWT', 'jwt', undefined, 'id+jwt', 'logout+jwt', 'dpop+jwt', 'at+jwtx'].map(async (typ) => ({
    attack: `typ ${typ ?? 'missing'}`, token: await issuer.sign(claims, { typ }),
  }));
  const id = { ...claims, aud: 'diary', nonce: 'n', token_use: 'id' };
  const minted = { attack: 'an ID token, minted by the mock server', token: await issuer.mint(id, { typ: 'JWT' }) };
  return [...(await Promise.all(typed)), minted, { attack: 'token_use id', token: await issuer.sign({ ...claims, token_use: 'id' }) }];
};

const times: Making = async (issuer, claims) => {
  const text = (exp: string) => issuer.sign(JSON.stringify({ ...claims, exp: 'X' }).replace('"X"', exp));
  const odd = ['1e400', '1.8e9', '-1', 'null', '[1]', '99999999999999999999', `${now() + 300}.5`];
  return Promise.all(odd.map(async (exp) => ({ attack: `exp ${exp}`, token: await text(exp) })));
};

/** Signatures that are none, or another token's (E9, E10). */
const signatures: Making = async (issuer, claims) => {
  const [header, payload, signature] = (await issuer.sign(claims)).split('.');
  const other = (await issuer.sign({ ...claims, sub: 'ben' })).split('.')[2];
  const bytes = Buffer.from(signature, 'base64url');
  const der = Buffer.concat([Buffer.from([0x30, 68, 2, 32]), bytes.subarray(0, 32), Buffer.from([2, 32]), bytes.subarray(32)]);
  const all: [string, Buffer | string][] = [
    ['stripped', ''], ['truncated', bytes.subarray(0, 63)], ["another token's", other], ['too long', Buffer.concat([bytes, Buffer.of(0)])],
    ['DER', der], ['r and s zero', Buffer.alloc(64)], ['r zero', Buffer.concat([Buffer.alloc(32), bytes.subarray(32)])],
    ['r and s full', Buffer.alloc(64, 255)],
  ];
  const made = all.map(([attack, it]) => ({ attack, token: `${header}.${payload}.${typeof it === 'string' ? it : it.toString('base64url')}` }));
  return [...made, { attack: "another's claims", token: `${header}.${part({ ...claims, sub: 'ben' })}.${signature}` }];
};

/** What is no token, or none that is written as it must be (E11). */
const shapes: Making = async (issuer, claims) => {
  const token = await issuer.sign(claims);
  const [header, payload, signature] = token.split('.');
  const { kty, n, e } = issuer.key('rsa');
  const jwe = await new CompactEncrypt(Buffer.from(token)).setProtectedHeader({ alg: 'RSA-OAEP-256', enc: 'A256GCM', typ: 'at+jwt', kid: 'rsa' })
    .encrypt(await importJWK({ kty, n, e, alg: 'RSA-OAEP-256' }));
  const twice = JSON.stringify(claims).replace('{', '{"sub":"ben",');
  return [
    { attack: 'four parts', token: `${token}.${signature}` }, { attack: 'two parts', token: `${header}.${payload}` },
    { attack: 'one part', token: signature }, { attack: 'encrypted', token: jwe },
    { attack: 'padded', token: `${token}==` }, { attack: '17 kB', token: await issuer.sign({ ...claims, more: 'x'.repeat(13_000) }) },
    { attack: 'a name twice', token: await issuer.sign(twice) }, { attack: 'no object', token: await issuer.sign('[]') },
    { attack: 'no JSON', token: await issuer.sign('{') },
  ];
};

/** Tokens as PyJWT signs them. */
export async function byPyJWT(wanted: object[]): Promise<string[]> {
  return JSON.parse(await run(python, ['foreign/mint.py'], JSON.stringify(wanted)));
}

/** The same mistakes in the hand of PyJWT. */
const byPython: Making = async (issuer, claims) => {
  const header = { typ: 'at+jwt', kid: 'rsa' };
  const key = issuer.key('rsa');
  const wanted = [
    { attack: 'PyJWT: alg none', claims, header, key: null, algorithm: 'none' },
    { attack: 'PyJWT: HS256 with a word', claims, header, key: 'a word that is thirty-two bytes long', algorithm: 'HS256' },
    { attack: 'PyJWT: expired', claims: { ...claims, exp: now() - 61 }, header, key, algorithm: 'RS256' },
    { attack: 'PyJWT: for nobody', claims: { ...claims, aud: undefined }, header, key, algorithm: 'RS256' },
    { attack: 'PyJWT: an ID token', claims, header: { kid: 'rsa' }, key, algorithm: 'RS256' },
  ];
  const tokens = await byPyJWT(wanted);
  return wanted.map(({ attack }, index) => ({ attack, token: tokens[index] }));
};

/** Every attack that is one token, whose answer is 401 and says nothing. */
export async function attacks(issuer: Issuer, longrun: string, listener: string): Promise<Attack[]> {
  const claims = honest(issuer, longrun);
  const ours = claims.aud;
  const rows: [string, Making][] = [
    ['E1', algorithms], ['E2', confusion], ['E3', names], ['E4', brought],
    ['E5', claimed([`${issuer.url}/`, issuer.url.replace('http', 'https'), issuer.url.replace('127.0.0.1', 'localhost'), undefined, [issuer.url]].map((iss) => ({ iss })))],
    ['E6', claimed([undefined, `${longrun}/mcp`, longrun, `${ours}/`, [ours, 'other'], [], null, 'diary'].map((aud) => ({ aud })))],
    ['E7', kinds],
    ['E8', claimed([{ exp: now() - 61 }, { nbf: now() + 120 }, { iat: now() + 120 }, { exp: undefined }, { exp: `${now() + 300}` }, { iat: undefined }])],
    ['E8', times], ['E9-10', signatures], ['E11', shapes], ['E1-8', byPython],
    ['E16', claimed([{ sub: undefined }, { sub: '' }, { client_id: undefined }, { client_id: '' }, { sub: 'diary', act: { sub: 'coach' } }])],
    ['E18', claimed([{ cnf: { jkt: 'x' } }, { cnf: { 'x5t#S256': 'x' } }, { cnf: null }])],
  ];
  const made = rows.map(async ([row, make]) => (await make(issuer, claims, listener)).map((it) => ({ row, ...it })));
  return (await Promise.all(made)).flat();
}
