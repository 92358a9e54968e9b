/** What the engine says, and what to do about it; the first that fits counts. The words are those of Docker 20.10 and later. */
const steps: readonly (readonly [RegExp, string])[] = [
  [
    /container name .* is already in use/i,
    'Choose another name, or take away the container that has it: remove_container.',
  ],
  [/cannot remove a running container/i, 'Stop it first with stop_container, or remove it with force.'],
  [/removal of container .* is already in progress/i, 'Wait until it is gone: list_containers with all.'],
  [/network with name .* already exists/i, 'Choose another name, or use the network that is there.'],
  [/active endpoints/i, 'Take its containers out first: inspect_network names them, disconnect_network takes one out.'],
  [
    /endpoint .* already exists in network/i,
    'Its container is in the network already: use it, or take it out first with disconnect_network.',
  ],
  [/pool overlaps/i, 'Choose another subnet, or leave it out: the engine then finds a free one.'],
  [
    /port is already allocated|address already in use/i,
    'Choose another hostPort, or leave it out: the engine then finds a free one.',
  ],
  [/volume is in use/i, 'Take away the containers that use it first: remove_container.'],
  [/dependent child images/i, 'Remove the images that are built upon it first: remove_image.'],
  [
    /conflict: unable to (?:remove|delete)/i,
    'Take away the containers that use it, and its other names, first; or remove it with force.',
  ],
  [/is not running/i, 'Start it first with start_container, or look at how it ended: inspect_container.'],
  [/no such container/i, 'See which containers there are: list_containers with all.'],
  [/no such volume/i, 'See which volumes there are: list_volumes.'],
  [/no such exec instance/i, 'Its command has ended, or its container: inspect_container says which.'],
  [/\bnetwork \S+ not found/i, 'See which networks there are: list_networks.'],
  [
    /bind source path does not exist/i,
    "Make the folder first, on the engine's machine: that is where mounts are looked for.",
  ],
  [/unable to find user/i, 'Choose a user that the image knows, or give uid:gid as numbers.'],
  [/executable file not found/i, 'The image does not have this program: choose another image or command.'],
  [/no space left on device/i, "Make room on the engine's disk: prune takes away what was left."],
];

/** What to do about something that the engine says; `undefined` where only its words can tell. */
export const nextStepFor = (message: string): string | undefined => steps.find(([said]) => said.test(message))?.[1];
