import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { Provider } from 'oidc-provider';

/** What the service is called in tokens, and what people may do there. */
const audience = 'urn:art-engine';
const permissions = 'images:generate images:read';

/**
 * Starts a certified OpenID Connect server (https://github.com/panva/node-oidc-provider) with the pages that it has for development:
 * whatever login is typed is let in, and asked what the page may do. The page is a public client, as docs/operations.md wants it.
 */
export async function startIssuer(address: string, page: string): Promise<Server> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const provider = new Provider(new URL(address).origin, {
    clients: [{
      client_id: 'art-engine-studio', token_endpoint_auth_method: 'none', redirect_uris: [new URL('/', page).toString()],
      grant_types: ['authorization_code', 'refresh_token'],
    }],
    cookies: { keys: [randomUUID()] },
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), use: 'sig', alg: 'RS256' }] },
    findAccount: (_: unknown, id: string) => ({ accountId: id, claims: () => ({ sub: id }) }),
    extraTokenClaims: (_: unknown, token: { accountId: string }) => ({ email: `${token.accountId}@example.com` }),
    issueRefreshToken: () => true,
    features: {
      devInteractions: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => audience,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({ audience, scope: permissions, accessTokenFormat: 'jwt', jwt: { sign: { alg: 'RS256' } } }),
      },
    },
  });
  provider.use(withoutFonts);
  const server = createServer(provider.callback());
  await new Promise<void>(done => server.listen(Number(new URL(address).port), '127.0.0.1', done));
  return server;
}

/** Its pages take a font from Google, and are not there before it has come, which it does not where a test has no network. */
async function withoutFonts(context: { body: unknown }, next: () => Promise<void>): Promise<void> {
  await next();
  if (typeof context.body === 'string') context.body = context.body.replace(/@import url\([^)]*\);/, '');
}
