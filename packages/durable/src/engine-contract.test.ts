import { type NewPlace, type OpenEngine, runEngineContract, runReopeningContract } from '@strata/testing';
import { describe } from 'vitest';
import { open, storePath } from './engine.fixture.ts';

/** An engine that is closed when the test ends, on runs that are gone then. */
const inMemory: OpenEngine = async (setup) => open(setup);

const inFile: NewPlace = async () => {
  const path = await storePath();
  return async (setup) => open({ ...setup, path });
};

describe('an engine in memory', () => {
  runEngineContract(inMemory);
});

describe('an engine on a file', () => {
  runEngineContract(async (setup) => (await inFile())(setup));
  runReopeningContract(inFile);
});
