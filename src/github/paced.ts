/** A request that was not sent, because GitHub would not want it yet: its job has to come back later. */
export class Paced extends Error {
  override name = 'Paced';
  readonly seconds: number;

  constructor(seconds: number) {
    super(`Not sent: GitHub wants no more of this installation for ${Math.ceil(seconds)} s.`);
    this.seconds = Math.max(1, Math.ceil(seconds));
  }
}
