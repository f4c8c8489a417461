import {
  destroyableFrom,
  isForSigning,
  isOnOldVersion,
  isSigningVersion,
  wayToReEncrypt,
  type FoundKeys,
  type Key,
  type KeyPlace,
  type KeyUsage,
  type KeyVersion,
} from '../../keys/index.ts';
import { note, print, printTable, type Cell } from '../output.ts';

/** What `keys list` knows, as one document. */
export function describeKeys({ keys, absent }: FoundKeys, place: Pick<KeyPlace, 'signingVersion'>) {
  return {
    keys: keys.map(({ key, usage }) => {
      const { versions, ...described } = key;
      return {
        ...described,
        complete: usage.gaps.length === 0,
        gaps: usage.gaps,
        versions: versions.map((version) => ({
          ...version,
          signsCertificates: isSigningVersion(version, place.signingVersion),
          resources: usage.resources
            .filter((resource) => resource.versions.includes(version.version))
            .map(({ name }) => name),
        })),
        resources: usage.resources.map((resource) => ({
          ...resource,
          isOnOldVersion: isOnOldVersion(resource, key),
          wayToReEncrypt: wayToReEncrypt(resource.type),
        })),
      };
    }),
    absentRings: absent.map(({ resource }) => resource),
  };
}

/** The same for people: a row a version, then what is to be encrypted again and how. */
export function printKeys({ keys }: FoundKeys, place: Pick<KeyPlace, 'signingVersion'>): void {
  printTable(
    ['key', 'version', 'state', 'created', 'next rotation', 'used by'],
    keys.flatMap(({ key, usage }) => [
      ...key.versions.map((version): Cell[] => [
        key.id,
        `${String(version.version)}${version.isPrimary ? ' primary' : ''}`,
        stateInWords(version),
        dayOf(version.createdAt),
        version.isPrimary ? dayOf(key.nextRotationAt) : '',
        usersOf(key, version, usage, place.signingVersion),
      ]),
      ...unknownRow(key, usage),
    ]),
  );
  const old = keys.flatMap(({ key, usage }) =>
    usage.resources
      .filter((resource) => isOnOldVersion(resource, key))
      .map((resource): Cell[] => [
        shortened(resource.name),
        key.id,
        resource.versions.join(', ') || 'not told',
        wayToReEncrypt(resource.type),
      ]),
  );
  if (old.length > 0) {
    print('\nOn an old version, since rotation encrypts nothing again:\n');
    printTable(['resource', 'key', 'version', 'how to encrypt it with the newest'], old);
  }
  for (const remark of keys.flatMap(({ key, usage }) => remarksOn(key, usage))) note(remark);
}

function stateInWords({ state, disabledOn, destroysAt }: KeyVersion): string {
  if (state === 'DISABLED') return `disabled${disabledOn === null ? '' : ` since ${disabledOn}`}`;
  if (state === 'DESTROY_SCHEDULED') return `to be destroyed ${dayOf(destroysAt)}`;
  return state.toLowerCase().replaceAll('_', ' ');
}

function usersOf(key: Key, version: KeyVersion, { resources }: KeyUsage, signingVersion: string): string {
  if (isSigningVersion(version, signingVersion)) return "signs the nodes' certificates";
  if (isForSigning(key.purpose) && version.state !== 'DESTROYED') {
    const until = destroyableFrom(key, version);
    return `certificates that it signed, until ${until === undefined ? 'it has been disabled for their life' : dayOf(until.toISOString())}`;
  }
  return resources
    .filter(({ versions }) => versions.includes(version.version))
    .map(({ name }) => shortened(name))
    .join('\n');
}

/** Resources whose version isn't told may be on any. */
function unknownRow({ id }: Key, { resources }: KeyUsage): Cell[][] {
  const unknown = resources.filter(({ versions }) => versions.length === 0);
  return unknown.length === 0
    ? []
    : [[id, 'any', 'not told by the service', '', '', unknown.map(({ name }) => shortened(name)).join('\n')]];
}

function remarksOn(key: Key, { resources, gaps }: KeyUsage): string[] {
  const doomed = key.versions
    .filter(
      ({ state, version }) =>
        state === 'DESTROY_SCHEDULED' && resources.some((each) => each.versions.includes(version)),
    )
    .map(
      ({ name, version, destroysAt }) =>
        `${key.id} version ${String(version)} is used and will be destroyed at ${String(destroysAt)}; restore it: ` +
        `gcloud kms keys versions restore ${name}`,
    );
  return [...doomed, ...gaps.map((gap) => `${key.id}: ${gap}`)];
}

/** `//compute.googleapis.com/projects/p/zones/z/disks/d` without what all have. */
function shortened(name: string): string {
  return name.replace(/^\/\/([a-z]+)\.googleapis\.com\/(projects\/[^/]+\/)?/, '$1/');
}

function dayOf(time: string | null): string {
  return time?.slice(0, 10) ?? '';
}
