/** Something else has the name already. Nothing was made. */
export class TakenName extends Error {
  constructor(kind: 'volume' | 'network', name: string) {
    super(`there is a ${kind} named ${name} already`);
    this.name = 'TakenName';
  }
}
