let serial = 0;

/** The numbers and names of rows, in the order in which a file makes them. */
export function nextSerial(): number {
  serial += 1;
  return serial;
}

export function countFromOne(): void {
  serial = 0;
}
