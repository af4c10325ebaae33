// An identity provider at which people sign in by name and password, for the tests: oidc-provider with a form.
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import Provider from 'oidc-provider';

const issuer = process.env.ISSUER;
const mailOf = name => `${name}@example.com`;
const form = `<!doctype html><html lang="en"><title>Sign in</title><form method="post">
  <label>Name <input name="name"></label> <label>Password <input name="password" type="password"></label> <button>Sign in</button></form>`;

const provider = new Provider(issuer, {
  // Of a native application the port is not looked at, which is another one in each run.
  clients: [{
    client_id: 'art-engine-studio', application_type: 'native', token_endpoint_auth_method: 'none', redirect_uris: ['http://127.0.0.1/'],
    grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'],
  }],
  pkce: { required: () => true },
  clientBasedCORS: () => true,
  cookies: { keys: ['of the tests alone'] },
  claims: { email: ['email'] },
  findAccount: (_, name) => ({ accountId: name, claims: () => ({ sub: name, email: mailOf(name) }) }),
  interactions: { url: (_, { uid }) => `/interaction/${uid}` },
  issueRefreshToken: () => true,
  // Nobody is asked whether the page may know them.
  async loadExistingGrant({ oidc }) {
    const grant = new provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
    grant.addOIDCScope('openid email');
    grant.addResourceScope('urn:art-engine', 'images');
    await grant.save();
    return grant;
  },
  features: {
    devInteractions: { enabled: false },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => 'urn:art-engine',
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({ scope: 'images', audience: 'art-engine', accessTokenFormat: 'jwt' }),
    },
  },
  extraTokenClaims: (_, { accountId }) => ({ email: mailOf(accountId), permissions: ['images:generate', 'images:read'] }),
});

const answer = provider.callback();
createServer(async (request, response) => {
  if (!request.url.startsWith('/interaction/')) {
    await answer(request, response);
    return;
  }
  const given = new URLSearchParams(request.method === 'POST' ? await text(request) : '');
  if (given.get('password') !== 'of-ada') {
    response.setHeader('Content-Type', 'text/html').end(form);
    return;
  }
  await provider.interactionFinished(request, response, { login: { accountId: given.get('name') } });
}).listen(new URL(issuer).port, '127.0.0.1');
