/** Something that GitHub's description, or the App's own manifest, does not allow. */
export interface Violation {
  kind: 'request' | 'response' | 'webhook' | 'permission' | 'not-emulated' | 'crash';
  /** `POST /repos/{owner}/{repo}/issues`, or a webhook's `issues.opened`. */
  where: string;
  /** `app`, `installation 7`, `user ada`; `emulator` for what the double itself got wrong. */
  who: string;
  complaints: string[];
}

/** The violations seen so far. */
export class Violations {
  readonly all: Violation[] = [];

  add(kind: Violation['kind'], where: string, who: string, complaints: string[]): void {
    if (complaints.length) this.all.push({ kind, where, who, complaints });
  }

  /** Takes what a test provoked on purpose. */
  take(): Violation[] {
    return this.all.splice(0);
  }

  /** @throws Error that lists every violation. */
  assertClean(): void {
    if (this.all.length === 0) return;
    throw new Error(
      `${this.all.length} violations on the emulated GitHub:\n${this.all.map(describe).join('\n')}`,
    );
  }
}

function describe({ kind, where, who, complaints }: Violation): string {
  return `- ${kind}: ${where} (${who})\n${complaints.map((complaint) => `    ${complaint}`).join('\n')}`;
}
