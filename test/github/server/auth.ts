import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { z } from 'zod';
import { newToken } from '../actions/installations.ts';
import type { Account, Installation } from '../state/records.ts';
import type { World } from '../state/world.ts';
import type { Caller } from './call.ts';
import { badCredentials } from './errors.ts';

/** An installation token lives an hour of real time: the given clock decides time-boxes alone. */
const TOKEN_LIFETIME_MS = 3_600_000;

/** A JWT may be valid for ten minutes at most, and clocks may differ by one (docs: "Generating a JWT"). */
const JWT_LIFETIME_S = 600;
const CLOCK_DRIFT_S = 60;

export interface IssuedToken {
  token: string;
  expiresAt: Date;
}

interface InstallationGrant {
  installation: Installation;
  permissions: Record<string, string>;
  repositoryIds: Set<number> | null;
  expiresAt: Date;
}

/** Who holds which token, and whether a JWT is the App's own. */
export class Credentials {
  readonly #world: World;
  readonly #publicKey: KeyObject;
  readonly #installationTokens = new Map<string, InstallationGrant>();
  readonly #userTokens = new Map<string, Account>();

  constructor(world: World) {
    this.#world = world;
    this.#publicKey = createPublicKey(world.app.privateKey);
  }

  issueUserToken(user: Account): string {
    const token = newToken('ghp');
    this.#userTokens.set(token, user);
    return token;
  }

  issueInstallationToken(grant: Omit<InstallationGrant, 'expiresAt'>): IssuedToken {
    const token = newToken('ghs');
    const expiresAt = new Date(Date.now() + TOKEN_LIFETIME_MS);
    this.#installationTokens.set(token, { ...grant, expiresAt });
    return { token, expiresAt };
  }

  /** Lets every installation token expire now. */
  expireInstallationTokens(): void {
    for (const grant of this.#installationTokens.values()) grant.expiresAt = new Date(0);
  }

  /** @throws ApiError 401 for a token or JWT that does not hold. */
  authenticate(header: string | undefined): Caller {
    if (header === undefined) return { kind: 'anonymous' };
    const token = /^(?:token|bearer)\s+(\S+)$/i.exec(header)?.[1];
    if (token === undefined) throw badCredentials();
    return token.split('.').length === 3 ? this.#appCaller(token) : this.#tokenCaller(token);
  }

  #tokenCaller(token: string): Caller {
    const user = this.#userTokens.get(token);
    if (user) return { kind: 'user', user };
    const grant = this.#installationTokens.get(token);
    if (!grant || grant.expiresAt.getTime() <= Date.now()) throw badCredentials();
    if (!this.#world.installations.includes(grant.installation)) throw badCredentials();
    const { installation, permissions, repositoryIds } = grant;
    return { kind: 'installation', installation, permissions, repositoryIds };
  }

  #appCaller(jwt: string): Caller {
    const [header = '', payload = '', signature = ''] = jwt.split('.');
    const signed = Buffer.from(`${header}.${payload}`);
    const algorithm = JwtHeader.safeParse(decodePart(header)).data?.alg;
    const genuine =
      algorithm === 'RS256' &&
      verify('RSA-SHA256', signed, this.#publicKey, Buffer.from(signature, 'base64url'));
    if (!genuine) throw badCredentials('A JSON web token could not be decoded');
    this.#checkClaims(JwtClaims.safeParse(decodePart(payload)).data);
    return { kind: 'app' };
  }

  #checkClaims(claims: z.output<typeof JwtClaims> | undefined): void {
    const now = Math.floor(Date.now() / 1000);
    if (!claims)
      throw badCredentials(
        "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
      );
    if (claims.exp <= now)
      throw badCredentials(
        "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
      );
    if (claims.exp > now + JWT_LIFETIME_S + CLOCK_DRIFT_S)
      throw badCredentials("'Expiration time' claim ('exp') is too far in the future");
    if (claims.iat > now + CLOCK_DRIFT_S)
      throw badCredentials("'Issued at' claim ('iat') must be in the past");
    if (String(claims.iss) !== String(this.#world.app.id)) throw badCredentials('Integration not found');
  }
}

const JwtHeader = z.object({ alg: z.string() });
const JwtClaims = z.object({ iat: z.number(), exp: z.number(), iss: z.union([z.number(), z.string()]) });

function decodePart(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
}

/** For logs: `app`, `installation 7`, `user ada`, `anonymous`. */
export function callerName(caller: Caller): string {
  if (caller.kind === 'user') return `user ${caller.user.login}`;
  if (caller.kind === 'installation') return `installation ${caller.installation.id}`;
  return caller.kind;
}
