import { signal } from '@preact/signals';
import { ApiError, get, OfflineError, persist, send, useCredentials } from '../api/client';
import { hush, listen } from '../api/queue';
import type { SignInWay, User } from '../api/types';
import { turnTo } from '../ui/route';
import { challengeOf, randomText } from './pkce';

interface Session {
  token: string;
  refreshToken?: string;
  kind: 'development' | 'issuer' | 'pasted';
}

export type Phase = 'starting' | 'signed-out' | 'signed-in' | 'away';

export const phase = signal<Phase>('starting');
export const user = signal<User | null>(null);
export const way = signal<SignInWay | null>(null);
export const signInFault = signal<string | null>(null);
export const isAdmin = (): boolean => user.value?.permissions?.some(one => one.endsWith('admin')) ?? false;

const place = 'art-engine.session';
const pending = 'art-engine.sign-in';
let session: Session | null = null;

useCredentials({ token: () => session?.token ?? null, renew });

/** Finds out who one is: after a redirect, from before, or as the developer. */
export async function start(): Promise<void> {
  try {
    way.value = await persist(() => get<SignInWay>('/auth/sign-in'));
    const isBack = await redeem();
    session ??= isBack ? session : stored();
    if (!session && way.value.development && sessionStorage.getItem(pending) !== 'signed-out') {
      await signInAsDeveloper();
    }
    await (session ? enter() : leave());
  } catch (reason) {
    if (reason instanceof OfflineError) {
      phase.value = 'away';
      setTimeout(() => void start(), 3_000);
    } else {
      signInFault.value = (reason as Error).message;
      leave();
    }
  }
}

export async function signInAsDeveloper(): Promise<void> {
  try {
    const { token } = await send<{ token: string }>('POST', '/auth/development-token');
    session = { token, kind: 'development' };
  } catch (reason) {
    // Not at this machine's own address: the token is pasted.
    if (!(reason instanceof ApiError)) throw reason;
  }
}

/** Uses a key or a token that somebody gave; kept on this device only if they wish. */
export async function signInWith(token: string, keep: boolean): Promise<void> {
  session = { token: token.trim(), kind: 'pasted' };
  signInFault.value = null;
  try {
    await enter();
    store(keep);
  } catch (reason) {
    session = null;
    throw reason;
  }
}

export async function continueAsDeveloper(): Promise<void> {
  sessionStorage.removeItem(pending);
  await signInAsDeveloper();
  await (session ? enter() : leave());
}

/** Goes to the identity provider; it sends one back to this page with a code. */
export async function signInAtIssuer(): Promise<void> {
  const metadata = await metadataOf();
  const [verifier, state, nonce] = [randomText(), randomText(16), randomText(16)];
  sessionStorage.setItem(pending, JSON.stringify({ verifier, state, hash: location.hash }));
  const address = new URL(metadata.authorization_endpoint);
  address.search = new URLSearchParams({
    ...Object.fromEntries(address.searchParams),
    response_type: 'code',
    client_id: way.value!.client_id!,
    redirect_uri: `${location.origin}/`,
    scope: way.value!.scopes.join(' '),
    state,
    nonce,
    code_challenge: await challengeOf(verifier),
    code_challenge_method: 'S256',
  }).toString();
  location.assign(address);
}

export function signOut(): void {
  session = null;
  sessionStorage.removeItem(place);
  localStorage.removeItem(place);
  // Else a developer would be signed in again at once.
  sessionStorage.setItem(pending, 'signed-out');
  // Nothing that the page knew of one is there for the next.
  location.reload();
}

async function enter(): Promise<void> {
  user.value = await persist(() => get<User>('/auth/user'));
  phase.value = 'signed-in';
  listen();
}

function leave(): void {
  user.value = null;
  hush();
  phase.value = 'signed-out';
}

async function redeem(): Promise<boolean> {
  const answer = new URLSearchParams(location.search);
  if (!answer.has('code') && !answer.has('error')) return false;
  const begun = JSON.parse(sessionStorage.getItem(pending) ?? 'null') as { verifier: string; state: string; hash: string } | null;
  sessionStorage.removeItem(pending);
  turnTo(`/${begun?.hash ?? ''}`);
  if (answer.has('error')) {
    throw new Error(answer.get('error_description') ?? answer.get('error')!);
  }
  if (!begun || begun.state !== answer.get('state')) {
    throw new Error('state');
  }
  await exchange({
    grant_type: 'authorization_code',
    code: answer.get('code')!,
    redirect_uri: `${location.origin}/`,
    code_verifier: begun.verifier,
  });
  return true;
}

async function exchange(fields: Record<string, string>): Promise<void> {
  const metadata = await metadataOf();
  const answer = await fetch(metadata.token_endpoint, {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ ...fields, client_id: way.value!.client_id! }),
  });
  const told = (await answer.json()) as { access_token?: string; refresh_token?: string; error?: string; error_description?: string };
  if (!told.access_token) {
    throw new Error(told.error_description ?? told.error ?? `HTTP ${answer.status}`);
  }
  const kept = told.refresh_token ?? fields.refresh_token;
  session = { token: told.access_token, kind: 'issuer', ...(kept ? { refreshToken: kept } : {}) };
  store(false);
}

async function metadataOf(): Promise<{ authorization_endpoint: string; token_endpoint: string }> {
  const answer = await fetch(way.value!.metadata_url!);
  return (await answer.json()) as { authorization_endpoint: string; token_endpoint: string };
}

let renewing: Promise<boolean> | null = null;

/** Many requests may be refused at once; one of them gets the new token for all. */
async function renew(refused: string | null): Promise<boolean> {
  if (!session) return false;
  if (session.token !== refused) return true;
  renewing ??= renewOnce().finally(() => (renewing = null));
  return renewing;
}

async function renewOnce(): Promise<boolean> {
  const before = session;
  try {
    if (before?.refreshToken) {
      await exchange({ grant_type: 'refresh_token', refresh_token: before.refreshToken });
    } else if (before?.kind === 'development') {
      session = null;
      await signInAsDeveloper();
    } else {
      session = null;
    }
  } catch {
    session = null;
  }
  if (!session) {
    sessionStorage.removeItem(place);
    localStorage.removeItem(place);
    if (phase.value === 'signed-in') leave();
    return false;
  }
  if (phase.value === 'signed-in') listen();
  return true;
}

/** A session ends with the tab, unless somebody asked for it to be kept. */
function store(keep: boolean): void {
  (keep ? localStorage : sessionStorage).setItem(place, JSON.stringify(session));
}

function stored(): Session | null {
  try {
    return JSON.parse(sessionStorage.getItem(place) ?? localStorage.getItem(place) ?? 'null') as Session | null;
  } catch {
    return null;
  }
}
