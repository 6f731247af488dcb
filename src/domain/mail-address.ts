/** One bare address (`local@domain`): no display name, list, quoting, comment or control character can hide in it. */
export function isMailAddress(text: string): boolean {
  return text.length <= 254 && BARE_ADDRESS.test(text);
}

const BARE_ADDRESS =
  /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;
