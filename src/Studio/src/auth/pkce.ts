/** RFC 7636: a secret that only this page knows, and what may be told of it. */
export async function challengeOf(verifier: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  return base64Url(new Uint8Array(hash));
}

export const randomText = (bytes = 32): string => base64Url(crypto.getRandomValues(new Uint8Array(bytes)));

export function base64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
