// Requests byte for byte as they are meant: nothing on the way sets right what is wrong with them.
import { type Socket, connect } from 'node:net';
import type { Answer } from './door.ts';

export type Raw = {
  method: string;
  path: string;
  headers: [string, string][];
  body: string | Buffer;
  /** Sends the body instead, for as long as the other side listens. */
  feed?: (socket: Socket) => void;
};

/** Chunks of spaces without an end, until there is an answer. */
export const endless = (socket: Socket) => {
  const timer = setInterval(() => socket.write(`4000\r\n${' '.repeat(0x4000)}\r\n`), 1);
  for (const end of ['data', 'error', 'close']) socket.once(end, () => clearInterval(timer));
};

/** A space every 50 ms. */
export const dribble = (socket: Socket) => {
  const timer = setInterval(() => (socket.writable ? socket.write('1\r\n \r\n') : clearInterval(timer)), 50);
  socket.once('close', () => clearInterval(timer));
};

/** Whatever was announced does not come. */
export const silence = () => {};

/** What a server answers on a connection of its own, which it may close whenever it likes. */
export function send(origin: string, { method, path, headers, body, feed }: Raw): Promise<Answer> {
  const { hostname, port, host } = new URL(origin);
  const bytes = Buffer.from(body);
  const isFramed = headers.some(([name]) => /^(content-length|transfer-encoding)$/i.test(name));
  const framed = isFramed || !bytes.length ? [] : [['content-length', `${bytes.length}`]];
  const lines = [['host', host], ['connection', 'close'], ...framed, ...headers].map(([name, value]) => `${name}: ${value}\r\n`);
  const head = Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`, 'latin1');
  return new Promise((done, failed) => {
    const heard: Buffer[] = [];
    const socket = connect(Number(port), hostname, () => {
      socket.write(Buffer.concat([head, bytes]));
      feed?.(socket);
    });
    socket.setTimeout(20_000, () => socket.destroy(new Error(`no answer to ${method} ${path.slice(0, 80)}`)));
    const end = () => {
      socket.destroy();
      done(parsed(heard));
    };
    socket.on('data', (chunk) => {
      heard.push(chunk);
      if (isWhole(heard)) end();
    });
    socket.on('error', (error) => (heard.length ? end() : failed(error)));
    socket.on('end', end);
  });
}

/** Whether that is an answer of as many bytes as it says; others last as long as their connection. */
function isWhole(heard: Buffer[]): boolean {
  const [head, ...body] = Buffer.concat(heard).toString('latin1').split('\r\n\r\n');
  const [, length] = head.match(/\r\ncontent-length: (\d+)/i) ?? [];
  return length !== undefined && body.join('\r\n\r\n').length >= Number(length);
}

function parsed(heard: Buffer[]): Answer {
  const all = Buffer.concat(heard).toString('latin1');
  const end = all.indexOf('\r\n\r\n');
  const [first, ...lines] = all.slice(0, end).split('\r\n');
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const [name, ...value] = line.split(': ');
    const key = name.toLowerCase();
    // A line each where there are several.
    headers[key] = key in headers ? `${headers[key]}\n${value.join(': ')}` : value.join(': ');
  }
  const rest = all.slice(end + 4);
  const body = headers['transfer-encoding'] === 'chunked' ? unchunked(rest) : rest;
  return { status: Number(first.split(' ')[1]), headers, body: Buffer.from(body, 'latin1').toString() };
}

function unchunked(text: string): string {
  const line = text.indexOf('\r\n');
  const size = Number.parseInt(text.slice(0, line), 16);
  return size ? text.slice(line + 2, line + 2 + size) + unchunked(text.slice(line + 4 + size)) : '';
}
