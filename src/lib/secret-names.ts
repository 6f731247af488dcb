/** What stands where a secret stood. */
export const REMOVED = '[removed]';

/** Headers that sign somebody in, as they are spelt in logs, environments and programs. */
export const SECRET_NAMES = '(?:proxy[-_]?)?authorization|(?:set[-_]?)?cookie2?';

const WHOLE_NAME = new RegExp(`^[\\s:]*(?:http[-_])?(?:${SECRET_NAMES})[\\s:]*$`, 'i');

export function isSecretName(name: string): boolean {
  return WHOLE_NAME.test(name);
}
