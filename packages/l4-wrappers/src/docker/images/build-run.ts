import type { Readable } from 'node:stream';
import type { HandlerContext } from '@strata/core';
import type Docker from 'dockerode';
import type { ImageBuildOptions } from 'dockerode';
import type { z } from 'zod';
import { createBoundedOutput } from '../../process/bounded-output.ts';
import { type BuildContext, openBuildContext } from './build-context.ts';
import type { buildImage } from './build-image.ts';
import { BuildFailed } from './build-failed.ts';
import { type ReportLine, progressOf, readReport } from '../engine/engine-report.ts';
import { idOfImage, idsOfImages, lookAtImage } from './image-inspection.ts';
import { fullName } from './image-name.ts';
import { imageLabelsOf } from '../engine/marks.ts';
import type { RegistryCredentials } from './registry-credentials.ts';
import { replacedMark } from './replaced-tags.ts';
import { ReportFailed } from '../engine/report-failed.ts';
import { keepEarlier } from './same-content.ts';
import type { tagsBefore } from './restore-tags.ts';

type BuildInput = z.output<(typeof buildImage)['input']>;
type BuildPart = z.input<NonNullable<(typeof buildImage)['part']>>;
type TagsBefore = z.output<typeof tagsBefore>;

/** What a build works with. */
interface Building {
  readonly docker: Docker;
  readonly credentials: RegistryCredentials;
  readonly abortSignal: AbortSignal;
}

const optionsOf = (input: BuildInput, labels: Readonly<Record<string, string>>): ImageBuildOptions => ({
  dockerfile: input.dockerfile,
  buildargs: input.buildArgs,
  labels,
  nocache: input.noCache,
  pull: input.pull,
  rm: input.rm,
  // A step that fails leaves its container otherwise, which nobody asked for.
  forcerm: input.rm,
  // Several names are several parameters of one name, which dockerode makes of a list, its types notwithstanding.
  ...(input.tags.length === 0 ? {} : { t: input.tags.map(fullName) as unknown as string }),
  ...(input.target === undefined ? {} : { target: input.target }),
  ...(input.networkMode === undefined ? {} : { networkmode: input.networkMode }),
  ...(input.platform === undefined ? {} : { platform: input.platform }),
});

/** What there was before: which images, and what the names stood for. */
const lookBefore = async ({ docker, abortSignal }: Building, tags: readonly string[]) => {
  const replaced: TagsBefore = [];
  for (const tag of tags.map(fullName)) replaced.push({ tag, imageId: await idOfImage(docker, tag, abortSignal) });
  return { replaced, known: await idsOfImages(docker, abortSignal) };
};

/** Sends the folder, and reads what the engine prints of the build. */
const follow = async (
  { docker, credentials, abortSignal }: Building,
  { tar, problem }: BuildContext,
  options: ImageBuildOptions,
  onLine: (line: ReportLine) => Promise<void>,
): Promise<void> => {
  const registryconfig = await credentials.forAll();
  try {
    // dockerode sends these as they are; its type knows only the form that they have before.
    const known = registryconfig as unknown as NonNullable<ImageBuildOptions['registryconfig']>;
    const asked = { ...options, registryconfig: known, abortSignal };
    // dockerode's type is the oldest kind of stream; the engine's answer is Node's own.
    const report = (await docker.buildImage(tar, asked)) as Readable;
    await readReport(report, abortSignal, onLine);
  } catch (thrown) {
    // The request breaks off when the folder does, so that comes first.
    throw problem() ?? thrown;
  } finally {
    tar.destroy();
  }
};

/** Runs a build to its end. */
export const runBuild = async (building: Building, input: BuildInput, ctx: HandlerContext<BuildPart>) => {
  const { docker, abortSignal } = building;
  const context = await openBuildContext(input.path, input.dockerfile);
  const { before } = await ctx.beforeAndNow(() => lookBefore(building, input.tags));
  const { replaced, known } = before;
  // Nobody looks for a call without a name; without those marks, an image that is there already is built again as the same.
  const given = { ...input.labels, ...(ctx.callId === undefined ? {} : replacedMark(replaced)) };
  const labels = imageLabelsOf(given, ctx);
  const log = createBoundedOutput(input.maxLogBytes);
  let step: string | undefined;
  let built: string | undefined;
  const onLine = async (line: ReportLine): Promise<void> => {
    if (line.aux?.ID !== undefined) built = line.aux.ID;
    const progress = progressOf(line);
    if (progress !== undefined) await ctx.tell(progress);
    if (line.stream === undefined || line.stream === '') return;
    if (/^Step \d+\/\d+ : /.test(line.stream)) step = line.stream.trim();
    log.add(Buffer.from(line.stream));
    await ctx.tell({ kind: 'text', text: line.stream });
  };
  try {
    await follow(building, context, optionsOf(input, labels), onLine);
  } catch (thrown) {
    throw thrown instanceof ReportFailed ? new BuildFailed(thrown.message, step, log.text()) : thrown;
  }
  if (built === undefined) throw new BuildFailed('the engine did not say what it has built', step, log.text());
  const made = await lookAtImage(docker, built, abortSignal);
  const kept = known.includes(made.Id) ? made : await keepEarlier(docker, made, replaced, abortSignal);
  const { Id: imageId, RepoTags: tags, Size: sizeBytes } = kept;
  const isNew = !known.includes(imageId);
  return { imageId, tags, sizeBytes, log: log.text(), truncated: log.truncated, isNew, replaced };
};
