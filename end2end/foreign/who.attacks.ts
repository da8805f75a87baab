// What is tried to do more than one may: by row of the catalogue.
import { type Attack, MACHINE } from './watch.ts';

/** What lies in both logs, and who they are. */
export type Ground = {
  ada: string;
  ben: string;
  /** Ada's. */
  workout: string;
  original: string;
  import: string;
};

type Operation = { method: string; path: string; id: string };

/** Each call of the API by its operation, with the word for it that the record has. */
const ACTS: Record<string, string> = {
  identify: 'Identify', listChanges: 'ReadWorkouts', listClients: 'Get', importFiles: 'ImportWorkouts', readImport: 'ImportWorkouts',
  commitImport: 'ImportWorkouts', undoImport: 'ImportWorkouts', readProfile: 'ReadProfile', listRefusals: 'Get', readLoad: 'ReadTrends', readConsistency: 'ReadTrends', readRaces: 'ReadTrends', readReview: 'ReadTrends', readZones: 'ReadTrends', readRecords: 'ReadTrends', readTrends: 'ReadTrends',
  listWorkouts: 'ReadWorkouts', logWorkout: 'LogWorkout', readWorkout: 'ReadWorkouts', replaceWorkout: 'EditWorkout',
  deleteWorkout: 'DeleteWorkout', readOriginal: 'ReadWorkouts', analyseWorkout: 'ReadWorkouts', countLoadBy: 'EditWorkout',
};
const SCOPES: Record<string, string> = {
  ReadWorkouts: 'workouts:read', ImportWorkouts: 'workouts:write', LogWorkout: 'workouts:write', EditWorkout: 'workouts:write',
  DeleteWorkout: 'workouts:write', ReadProfile: 'profile:read', ReadTrends: 'trends:read', Get: 'installation:read',
};
const BEN = { sub: 'ben' };
export const RUN = { sport: 'run', started_at: '2026-11-01T07:30:00+01:00', time_zone: 'Europe/Berlin', duration_s: 60 };

const denied = (act: string) => `the policies do not permit ${act}`;
const backwards = (id: string) => [...id].reverse().join('');

/** Every call that the served document tells of and that asks for a token. */
export function operations(document: any): Operation[] {
  const all = Object.entries<any>(document.paths).flatMap(([path, methods]) => Object.entries<any>(methods).filter(([, it]) => it.security?.length)
    .map(([method, it]) => ({ method: method.toUpperCase(), path, id: it.operationId as string })));
  const missing = all.filter(({ id }) => !ACTS[id]);
  if (missing.length) throw new Error(`what is refused of ${JSON.stringify(missing)}?`);
  return all;
}

const isOfTheInstallation = (id: string) => ACTS[id] === 'Get';

/** All that belongs to a call beside its address. */
function whole({ method, path }: Operation): Partial<Attack> {
  const headers: [string, string][] = [['if-match', '*']];
  if (method === 'POST' && path.endsWith('/imports')) {
    return { method, headers: [...headers, ['content-type', 'multipart/form-data; boundary=x']], body: '--x--\r\n' };
  }
  return { method, headers, body: /POST|PUT/.test(method) && !/commit|undo/.test(path) ? JSON.stringify(RUN) : '' };
}

function idFor(path: string, ground: Ground): string {
  if (path.includes('/imports/')) return ground.import;
  return path.endsWith('/original') ? ground.original : ground.workout;
}

/** Somebody else's log, workout, file and import at every call (F1), told as what is not there (F2). */
export function elsewhere(all: Operation[], ground: Ground): Attack[] {
  return all.flatMap((call) => {
    const [act, id] = [ACTS[call.id], idFor(call.path, ground)];
    const path = call.path.replace('{id}', id);
    const about = `${call.method} ${call.path}`;
    const usual = { row: 'F1', ...whole(call), status: 404 };
    const nobody: Attack = { ...usual, attack: `nobody: ${about}`, path, as: null, status: 401, reached: false };
    const poor: Attack = {
      ...usual, attack: `Ada, without the scope: ${about}`, path, as: { scope: 'openid' }, status: 403, reached: false,
      reason: `the token lacks the scope ${SCOPES[act]}`,
    };
    const first = act === 'Identify' ? [nobody] : [nobody, poor];
    if (isOfTheInstallation(call.id)) return [...first, { ...usual, attack: `Ben: ${about}`, path, as: BEN, reached: false, reason: denied(act) }];
    const refused = { ...usual, reached: false, reason: denied(act) };
    const machine = { sub: MACHINE };
    return [...first,
      { ...refused, attack: `Ben, for Ada's id: ${about}`, path: `${path}?athlete=${ground.ada}`, as: BEN, twin: `${path}?athlete=${backwards(ground.ada)}` },
      { ...refused, attack: `Ben, for her address: ${about}`, path: `${path}?athlete=ada@run.example`, as: BEN, twin: `${path}?athlete=nobody@run.example` },
      { ...refused, attack: `a machine: ${about}`, path: `${path}?athlete=${ground.ada}`, as: machine, twin: `${path}?athlete=nobody` },
      ...(path === call.path ? [] : [{ ...usual, attack: `Ben, her id: ${about}`, path, as: BEN, reached: true, twin: path.replace(id, backwards(id)) }]),
    ];
  });
}

/** Methods that no call has, at every address (F1). */
export function methods(all: Operation[], ground: Ground): Attack[] {
  return [...new Set(all.map(({ path }) => path))].flatMap((path) => {
    const taken = all.filter((it) => it.path === path).map(({ method }) => method);
    const others = ['POST', 'PUT', 'DELETE', 'PATCH', 'TRACE', 'OPTIONS', 'PROPFIND'].filter((it) => !taken.includes(it));
    const at = path.replace('{id}', idFor(path, ground));
    return others.map((method) => ({
      row: 'F1', attack: `${method} ${path}`, method, path: `${at}?athlete=${ground.ada}`, as: BEN, status: 405, reached: false,
    }));
  });
}

/** What is ours to say of a workout (F3). */
export function assigned(told: object, ground: Ground): Attack[] {
  const taken = new Set(['sport_name', 'moving_s', 'distance_m', 'ascent_m', 'average_heart_rate_bpm', 'max_heart_rate_bpm', 'average_power_w',
    'average_cadence_rpm', 'energy_kj', 'effort', 'title', 'notes', ...Object.keys(RUN)]);
  const ours = Object.keys(told).filter((name) => !taken.has(name));
  const more = ['user_id', 'athlete', 'role', 'scopes', 'pk', 'sk', 'expires_at', '__proto__', 'constructor', 'Sport', 'sport ', ''];
  return [...new Set([...ours, ...more])].flatMap((name) => {
    const body = `{${JSON.stringify(name)}:"ben",${JSON.stringify(RUN).slice(1)}`;
    const usual = { row: 'F3', body, status: 422, fields: [name], reached: true };
    return [
      { ...usual, attack: `POST with ${JSON.stringify(name)}`, method: 'POST', path: '/api/v1/workouts' },
      { ...usual, attack: `PUT with ${JSON.stringify(name)}`, method: 'PUT', path: `/api/v1/workouts/${ground.workout}`, headers: [['if-match', '*']] },
    ] as Attack[];
  });
}

const IDS = [
  '%23', 'a%23b', 'USER%23bob', '..', '..%2f..%2fben', 'a%2Fb', '%00', 'a%00b', '%0d%0a', '%C3%A9', '%ff', '%', '*', 'a%20b', '%7B%7D', ':id',
  'ATHLETE%23ada%00WORKOUT', '%E2%80%AE', 'a;b', 'a,b', '-.', '%252e', 'a'.repeat(65), 'a'.repeat(10_000), '%23'.repeat(3_000),
];

/** Ids that would be another key if they were put into one as they are (F4). */
export function odd(): Attack[] {
  return IDS.flatMap((id) => {
    // What is no UTF-8 is no path.
    const usual = { row: 'F4', ...(id === '%ff' ? { status: 400, reached: false } : { status: 404, reached: true }) };
    const name = id.length > 40 ? `${id.slice(0, 9)}… (${id.length})` : id;
    return [
      { ...usual, attack: `workout ${name}`, path: `/api/v1/workouts/${id}` },
      { ...usual, attack: `DELETE workout ${name}`, path: `/api/v1/workouts/${id}`, method: 'DELETE', headers: [['if-match', '*']] },
      { ...usual, attack: `original of ${name}`, path: `/api/v1/workouts/${id}/original` },
      { ...usual, attack: `import ${name}`, path: `/api/v1/imports/${id}` },
      { ...usual, attack: `a machine for ${name}`, path: `/api/v1/workouts?athlete=${id}`, as: { sub: MACHINE }, status: 404, reached: false, reason: denied('ReadWorkouts') },
    ] as Attack[];
  });
}

/** An agent that is talked into more (F8). */
export function agents(ground: Ground, longrun: string): Attack[] {
  const act = { sub: 'helper' };
  const path = '/api/v1/workouts';
  const write = { method: 'POST', path, body: JSON.stringify(RUN) };
  return [
    { attack: "an agent of Ben's in Ada's log", path: `${path}?athlete=${ground.ada}`, as: { ...BEN, act }, status: 404, reason: denied('ReadWorkouts'), reached: false },
    { attack: "an agent of Ben's writes into Ada's log", ...write, path: `${path}?athlete=${ground.ada}`, as: { ...BEN, act }, status: 404, reason: denied('LogWorkout'), reached: false },
    { attack: "an agent of Ben's deletes Ada's workout", method: 'DELETE', path: `${path}/${ground.workout}`, headers: [['if-match', '*']], as: { ...BEN, act }, status: 404, reached: true },
    { attack: 'an agent that may read writes', ...write, as: { act, scope: 'workouts:read' }, status: 403, reason: 'the token lacks the scope workouts:write', reached: false },
    { attack: 'an agent with the token of another resource', path, as: { act, aud: `${longrun}/mcp` }, status: 401, reason: 'the token is not for us alone', reached: false },
    { attack: 'an agent of agents without a name', path, as: { act: { act } }, status: 401, reason: 'the token\'s claims are wrong', reached: false },
    { attack: 'an agent asks for the clients', path: '/api/v1/clients', as: { act }, status: 404, reason: denied('Get'), reached: false },
    { attack: 'an agent names two athletes', path: `${path}?athlete=${ground.ada}&athlete=${ground.ben}`, as: { act }, status: 422, fields: ['athlete'], reached: false },
    { attack: 'an agent changes the profile', method: 'PUT', path: '/api/v1/profile', body: '{}', as: { act }, status: 405, reached: false },
  ].map((it) => ({ row: 'F8', ...it }) as Attack);
}

const ADDRESSES = [
  '/api/%2e%2e/settings/clients', '/api/../settings/clients', '/api/v1/../../settings/clients', '/api/v1/./clients', '//api/v1/clients', '/api//v1/clients',
  '/api/v1//clients', '/API/v1/clients', '/api/V1/clients', '/api/v1/Clients', '/api/v1/clients/', '/api/v1/clients.', '/api/v1/clients%20', '/api/v1/clients%00',
  '/api/v1/clients;a=b', '/api/v1/%63lients', '/api/v1%2fclients', '/api/v1/clients%3f', '/api/v1/athletes/me/../../clients',
  '/api/v1/athletes/me%2f..%2f..%2fclients', '/api\\v1\\clients', '/settings/clients/', '/Settings/clients', '/%73ettings/clients',
];

/** Other ways to write an address, and headers that name another (F9). */
export function addresses(ground: Ground, decoy: string): Attack[] {
  const owner = { sub: 'ada', groups: ['owners'] };
  const written = ADDRESSES.map((path) => ({
    attack: path, path, as: owner, status: 404, reached: false, problem: path.startsWith('/api/') ? undefined : null,
  }));
  const named = ['x-original-url', 'x-rewrite-url', 'x-forwarded-path', 'x-forwarded-prefix', 'x-forwarded-uri'].map((name) => ({
    attack: `${name} from the clients to oneself`, path: '/api/v1/clients', headers: [[name, '/api/v1/athletes/me']], status: 404, reason: denied('Get'), reached: false,
  }));
  const path = `/api/v1/workouts/${ground.workout}`;
  const overridden = ['x-http-method-override', 'x-http-method', 'x-method-override'].map((name) => ({
    attack: `${name} DELETE and _method`, path: `${path}?_method=DELETE`, headers: [[name, 'DELETE'], ['if-match', '*']], status: 422, fields: ['_method'], reached: true,
  }));
  const host = new URL(decoy).host;
  const calls = [['x-forwarded-host', host], ['forwarded', `host=${host};proto=http`], ['x-host', host], ['referer', decoy], ['x-wap-profile', `${decoy}/profile`], ['link', `<${decoy}>; rel="describedby"`]];
  const outside = calls.map(([name, value]) => ({
    attack: `${name} somewhere else`, path: '/api/v1/clients', headers: [[name, value]], status: 404, reason: denied('Get'), reached: false,
  }));
  const as = { attack: 'an athlete somewhere else', path: `/api/v1/workouts?athlete=${decoy}/ada`, status: 404, reason: denied('ReadWorkouts'), reached: false };
  const absolute = { attack: 'an address of another host', path: `${decoy}/api/v1/clients`, as: owner, status: 308, problem: null, reached: false };
  return [...written, ...named, ...overridden, ...outside, as, absolute].map((it) => ({ row: 'F9', ...it }) as Attack);
}

/** Much at once (F10). */
export function bulk(): Attack[] {
  const at = (path: string, fields: string[]) => ({ attack: path.slice(8, 60), path, status: 422, fields, reached: true });
  const limits = ['0', '201', '1000', '-1', '1e2', '9'.repeat(20), '0x10', '', '1,2'].map((it) => at(`/api/v1/workouts?limit=${it}`, ['limit']));
  const days = ['0', '100000', '-1', '65536', '4294967296'].map((it) => at(`/api/v1/trends?days=${it}`, ['days']));
  const ids = { ...at(`/api/v1/workouts?a=b${'&id=1'.repeat(1_000)}`, ['a', ...Array(1_000).fill('id')]), attack: 'a thousand ids' };
  const huge = ['A'.repeat(50_000), '%41'.repeat(10_000), '='.repeat(99)].flatMap((it) => ['workouts?cursor', 'changes?since'].map((name) => ({
    attack: `${name} of ${it.length} characters`, path: `/api/v1/${name}=${it}`, status: 400, reached: true,
  })));
  const list = { attack: 'a list of a thousand workouts', method: 'POST', path: '/api/v1/workouts', body: JSON.stringify(Array(1000).fill(RUN)), status: 400, reached: true };
  return [...limits, ...days, ids, ...huge, list].map((it) => ({ row: 'F10', ...it }) as Attack);
}
