import { type AddressInfo, type Socket, connect, createServer } from 'node:net';

/** Where the connection is cut: after so many bytes of what goes to the server, or of what comes from it. */
export interface ByteCut {
  readonly direction: 'to' | 'from';
  readonly afterBytes: number;
}

/** Counts what is handed on, over all connections, and says where to cut. */
class CutPlan {
  #coming: readonly ByteCut[] = [];
  #sinceCut = { to: 0, from: 0 };
  handedOn = { to: 0, from: 0 };
  /** How many of the cuts have come. */
  made = 0;

  /** Begins to count; the cuts come one after the other, each counted from the one before. */
  arm(cuts: readonly ByteCut[]): void {
    this.#coming = cuts;
    this.#sinceCut = { to: 0, from: 0 };
    this.handedOn = { to: 0, from: 0 };
    this.made = 0;
  }

  /** How much of a chunk goes through, and whether the connection is cut then. */
  take(direction: ByteCut['direction'], length: number): { readonly length: number; readonly isCut: boolean } {
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
}

/** A way to a server on loopback that hands bytes on, and cuts where its plan says. */
export interface ByteCuttingProxy extends AsyncDisposable {
  readonly url: string;
  readonly plan: CutPlan;
}

const handOn = (plan: CutPlan, direction: ByteCut['direction'], source: Socket, sink: Socket): void => {
  source.on('data', (chunk: Buffer) => {
    const { length, isCut } = plan.take(direction, chunk.length);
    if (!isCut) return void sink.write(chunk);
    // What was let through is sent before the end of it; nobody hears from the other side any more.
    sink.end(chunk.subarray(0, length));
    if (direction === 'to') source.resetAndDestroy();
    else source.destroy();
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
