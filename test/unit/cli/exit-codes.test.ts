import { exitCodeOf, exitCodes } from '../../../cli/exit-codes.ts';
import { ClusterError, PlanError, type ClusterErrorCode, type PlanErrorCode } from '../../../cluster/index.ts';
import { FunctionsError } from '../../../functions/index.ts';
import { KeysError, type KeysErrorCode } from '../../../keys/index.ts';
import { LocalError, UnusablePriceFileError, type LocalErrorCode } from '../../../local/index.ts';
import { definePlatform, environments } from '../../../platform/index.ts';

test('the exit codes are the documented ones', () => {
  expect(exitCodes).toEqual({
    done: 0,
    failed: 1,
    changesPending: 2,
    refused: 3,
    wrongUsage: 64,
    machineLacksSomething: 69,
    interrupted: 130,
  });
});

/** By all codes there are, so that a new one is a type error until it is decided here. */
const ofLocal: Readonly<Record<LocalErrorCode, number>> = {
  MACHINE_LACKS: 69,
  REFUSED: 3,
  WRONG_USAGE: 64,
  PORT_TAKEN: 1,
  JARS: 1,
  ARTIFACTS: 1,
  NODE_FAILED: 1,
};
const ofCluster: Readonly<Record<ClusterErrorCode, number>> = {
  CLIENT_PROPERTIES: 1,
  CLUSTER_UNREACHABLE: 1,
  CLUSTER_REFUSED: 1,
  NOT_IN_SYNC: 1,
  TOO_FEW_BROKERS: 1,
};
const ofPlan: Readonly<Record<PlanErrorCode, number>> = { PLAN_INVALID: 64, REFUSED: 3 };
const ofFunctions: Readonly<Record<FunctionsError['code'], number>> = {
  WRONG_USAGE: 64,
  MACHINE_LACKS: 69,
  FUNCTION_FAILED: 1,
};
const ofKeys: Readonly<Record<KeysErrorCode, number>> = {
  WRONG_USAGE: 64,
  MACHINE_LACKS: 69,
  REFUSED: 3,
  GOOGLE_REFUSED: 1,
  GOOGLE_FAILED: 1,
};

test.each([
  ...Object.entries(ofLocal).map(([code, exit]) => [new LocalError(code as LocalErrorCode, ''), exit] as const),
  ...Object.entries(ofCluster).map(([code, exit]) => [new ClusterError(code as ClusterErrorCode, ''), exit] as const),
  ...Object.entries(ofPlan).map(([code, exit]) => [new PlanError(code as PlanErrorCode, ''), exit] as const),
  ...Object.entries(ofKeys).map(([code, exit]) => [new KeysError(code as KeysErrorCode, ''), exit] as const),
  ...Object.entries(ofFunctions).map(
    ([code, exit]) => [new FunctionsError(code as FunctionsError['code'], ''), exit] as const,
  ),
  [new UnusablePriceFileError('prices.csv', 'nothing', 'prices'), 1] as const,
  [Object.assign(new Error(), { code: 'ABORT_ERR' }), 130] as const,
  [Object.assign(new Error(), { code: 'EACCES' }), 1] as const,
  [new TypeError('a mistake of ours'), 1] as const,
  ['no error at all', 1] as const,
])('%p exits %p', (error, exit) => {
  expect(exitCodeOf(error)).toBe(exit);
});

test('an invalid model is wrong usage', () => {
  const invalid = () => definePlatform({ ...environments.production, kafka: { brokers: 0 } } as never);
  expect(invalid).toThrow();
  expect(exitCodeOf(thrownBy(invalid))).toBe(64);
});

test('so is an unknown topic, one that is declared wrongly, and access that contradicts itself', () => {
  for (const code of ['UNKNOWN_TOPIC', 'INVALID_TOPIC', 'INVALID_ACCESS'])
    expect(exitCodeOf(Object.assign(new Error(), { code }))).toBe(64);
});

function thrownBy(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}
