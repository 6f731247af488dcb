import { countFromOne } from './serial.ts';

// The number of a check decides when it is due: it must not depend on the files that ran before in this process.
countFromOne();
