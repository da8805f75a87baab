// Every address of Longrun, as its two tables of routes list them: a walk that forgets one is told so.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const source = (path: string) => readFileSync(join(import.meta.dirname, '..', path), 'utf8');

/** The routes of the pages, as `GET /workouts/{id}`; the calls of programs bring no browser. */
export function routes(): string[] {
  const listed = source('server/src/routes.rs').matchAll(/\b(get|post)\("(\/[^"]*)"/g);
  const pages = [...listed].filter(([, , path]) => !path.startsWith('/api/v1/'));
  return enough(pages.map(([, method, path]) => `${method.toUpperCase()} ${path}`));
}

/** The doors of the embedded provider. */
export function doors(): string[] {
  const listed = source('local/src/idp/doors.rs').matchAll(/\b(get|post|form)\("(\/[^"]*)"/g);
  return enough([...listed].map(([, method, path]) => `${method === 'get' ? 'GET' : 'POST'} ${path}`));
}

/** A table whose rows are written otherwise must not be taken for an empty one, of which every walk has seen all. */
function enough(found: string[]): string[] {
  if (found.length < 20) throw new Error(`only ${found.length} routes were found in a table of 20 and more`);
  return found;
}

/** Those of `all` that none of these visits reached; an address of its own does not stand for one with a parameter. */
export function unvisited(all: string[], visits: string[]): string[] {
  const reached = new Set(visits.map((visit) => all.find((route) => route === visit) ?? all.find((route) => fits(route, visit))));
  return all.filter((route) => !reached.has(route));
}

function fits(route: string, visit: string): boolean {
  return new RegExp(`^${route.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`).test(visit);
}
