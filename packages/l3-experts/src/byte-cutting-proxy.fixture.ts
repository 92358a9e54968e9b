import { type AddressInfo, type Socket, connect, createServer } from 'node:net';

/** Where the connection is cut: after so many bytes of what goes to the server, or of what comes from it. */
export interface ByteCut {
  readonly direction: 'to' | 'from';
  readonly afterBytes: number;
}

const changes = /^(POST|PUT|PATCH|DELETE) /;

/** Counts what is handed on, over all connections, and says where to cut. */
class CutPlan {
  #coming: readonly ByteCut[] = [];
  #sinceCut = { to: 0, from: 0 };
  #beforeFirst: () => Promise<void> = () => Promise.resolve();
  handedOn = { to: 0, from: 0 };
  /** How many of the cuts have come. */
  made = 0;
  /** Where the answer of the last request begins that changes something: after so many bytes of what comes from the server. */
  lastChangeAt = 0;

  /**
   * Begins to count; the cuts come one after the other, each counted from the one before. `beforeFirst` is waited for
   * before anybody learns of the first one.
   */
  arm(cuts: readonly ByteCut[], beforeFirst: () => Promise<void> = () => Promise.resolve()): void {
    this.#coming = cuts;
    this.#sinceCut = { to: 0, from: 0 };
    this.#beforeFirst = beforeFirst;
    this.handedOn = { to: 0, from: 0 };
    this.made = 0;
    this.lastChangeAt = 0;
  }

  /** How much of a chunk goes through, and whether the connection is cut then. */
  take(direction: ByteCut['direction'], chunk: Buffer): { readonly length: number; readonly isCut: boolean } {
    const { length } = chunk;
    if (direction === 'to' && changes.test(chunk.toString('latin1', 0, 8))) this.lastChangeAt = this.handedOn.from;
    const [cut] = this.#coming;
    const left = cut?.direction === direction ? cut.afterBytes - this.#sinceCut[direction] : Infinity;
    const isCut = left < length;
    const through = isCut ? left : length;
    this.handedOn[direction] += through;
    this.#sinceCut[direction] += through;
    if (isCut) {
      this.#coming = this.#coming.slice(1);
      this.#sinceCut = { to: 0, from: 0 };
      this.made += 1;
    }
    return { length: through, isCut };
  }

  /** What has to be done before the cut that has just come is made. */
  async beforeCut(): Promise<void> {
    if (this.made === 1) await this.#beforeFirst();
  }
}

/** A way to a server on loopback that hands bytes on, and cuts where its plan says. */
export interface ByteCuttingProxy extends AsyncDisposable {
  readonly url: string;
  readonly plan: CutPlan;
}

const handOn = (plan: CutPlan, direction: ByteCut['direction'], source: Socket, sink: Socket): void => {
  const cut = async (last: Buffer): Promise<void> => {
    source.pause().removeAllListeners('data');
    await plan.beforeCut();
    // What was let through is sent before the end of it; nobody hears from the other side any more.
    sink.end(last);
    if (direction === 'to') source.resetAndDestroy();
    else source.destroy();
  };
  source.on('data', (chunk: Buffer) => {
    const { length, isCut } = plan.take(direction, chunk);
    if (isCut) void cut(chunk.subarray(0, length));
    else sink.write(chunk);
  });
};

/** Starts a proxy in front of a server of this machine. */
export const startByteCuttingProxy = async (target: string): Promise<ByteCuttingProxy> => {
  const { hostname, port } = new URL(target);
  const open = new Set<Socket>();
  const plan = new CutPlan();
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    for (const one of [near, far]) {
      open.add(one);
      one.on('error', () => one.destroy()).on('close', () => open.delete(one));
    }
    near.on('close', () => far.end());
    far.on('close', () => near.end());
    handOn(plan, 'to', near, far);
    handOn(plan, 'from', far, near);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server that listens on a port has an address of this kind.
  const address = server.address() as AddressInfo;
  const stop = async (): Promise<void> => {
    for (const one of open) one.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${address.port}`, plan, [Symbol.asyncDispose]: stop };
};
