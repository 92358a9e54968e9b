import { z } from 'zod';
import { parseAnswer } from './unexpected-answer.ts';

/** What an address is made of again: nothing else than ids and names have (Docker's daemon/names package, and `sha256:`). */
const reference = z.string().regex(/^[a-zA-Z0-9][\w:.-]*$/, 'is no id');

/** A moment as the engine writes it. */
const moment = z.string().refine((text) => !Number.isNaN(Date.parse(text)), 'is no moment');

/** The same where it counts seconds; the last that a calendar of Unix has is in the year 275760. */
const seconds = z.number().min(-8.64e12).max(8.64e12);

const texts = z.array(z.string());
const labels = z.record(z.string(), z.string()).nullish();

/** A container's end in a network. */
const endpoint = z.looseObject({
  NetworkID: z.string(),
  Aliases: texts.nullish(),
  IPAMConfig: z.looseObject({ IPv4Address: z.string().optional() }).nullish(),
  DriverOpts: labels,
});

const networksOfContainer = z.looseObject({ Networks: z.record(z.string(), endpoint) });

const listedContainers = z.array(
  z.looseObject({
    Id: reference,
    Names: texts,
    Created: seconds,
    Labels: labels,
    NetworkSettings: networksOfContainer,
  }),
);

const bindings = z.array(z.looseObject({ HostIp: z.string(), HostPort: z.string() }));

const container = z.looseObject({
  Id: reference,
  Name: z.string(),
  Created: moment,
  Args: texts,
  State: z.looseObject({
    Status: z.string(),
    StartedAt: moment,
    FinishedAt: moment,
    Health: z
      .looseObject({ Status: z.string(), Log: z.array(z.looseObject({ Output: z.string() })).optional() })
      .optional(),
  }),
  Config: z.looseObject({ Labels: labels }),
  NetworkSettings: networksOfContainer.extend({ Ports: z.record(z.string(), bindings.nullable()) }),
  Mounts: z.array(z.looseObject({})),
  HostConfig: z.looseObject({}),
});

const image = z.looseObject({ Id: reference, RepoTags: texts.nullish(), RepoDigests: texts.nullish(), Labels: labels });

const textOrTexts = z.union([z.string(), texts]).nullish();
const named = z.record(z.string(), z.unknown()).nullish();

const shownImage = image.extend({
  Created: moment,
  RootFS: z.looseObject({ Layers: texts.nullish() }),
  Config: z
    .looseObject({ Entrypoint: textOrTexts, Cmd: textOrTexts, Env: textOrTexts, ExposedPorts: named, Volumes: named })
    .nullish(),
});

const volume = z.looseObject({ Name: reference, Labels: labels, CreatedAt: moment.optional() });

const attached = z.looseObject({ Name: z.string(), IPv4Address: z.string(), MacAddress: z.string() });

const network = z.looseObject({
  Id: reference,
  Name: z.string(),
  Created: moment,
  Labels: labels,
  IPAM: z.looseObject({ Config: z.array(z.looseObject({})).nullish() }).nullish(),
  Containers: z.record(z.string(), attached).nullish(),
});

const traffic = z.looseObject({ rx_bytes: z.number(), tx_bytes: z.number() });
const transfers = z.array(z.looseObject({ op: z.string(), value: z.number() }));

const measured = z.looseObject({
  networks: z.record(z.string(), traffic).nullish(),
  blkio_stats: z.looseObject({ io_service_bytes_recursive: transfers.nullish() }).nullish(),
});

const made = z.looseObject({ Id: reference });

/** What is read of an answer, by method and path; the first that fits. Fields that only end in an output are checked there. */
const shapes: readonly (readonly [RegExp, z.ZodType])[] = [
  [/^GET \/containers\/json$/, listedContainers],
  [/^GET \/containers\/[^/]+\/stats$/, measured],
  [/^GET \/containers\/[^/]+\/json$/, container],
  [/^POST \/containers\/create$/, made],
  [/^POST \/containers\/[^/]+\/exec$/, made],
  [/^GET \/exec\/[^/]+\/json$/, z.looseObject({})],
  [/^GET \/images\/json$/, z.array(image.extend({ Created: seconds }))],
  [/^GET \/images\/.+\/json$/, shownImage],
  [/^GET \/volumes$/, z.looseObject({ Volumes: z.array(volume).nullish() })],
  [/^(POST \/volumes\/create|GET \/volumes\/[^/]+)$/, volume],
  [/^GET \/networks$/, z.array(network)],
  [/^GET \/networks\/[^/]+$/, network],
  [/^POST \/networks\/create$/, made],
];

/**
 * Checks that an answer can be read: dockerode and what comes after it trust the engine blindly.
 *
 * @throws UnexpectedAnswer naming the field that is not what Docker's API says.
 */
export const checkAnswer = (method: string, path: string, answer: unknown): void => {
  const asked = `${method} ${path.replace(/\?.*$/s, '')}`;
  const shape = shapes.find(([form]) => form.test(asked))?.[1];
  if (shape !== undefined) parseAnswer(shape, answer, asked);
};
